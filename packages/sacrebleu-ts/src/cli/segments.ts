import type { Readable } from 'node:stream';
import { InputError } from '../input-error.ts';
import { stripEnd } from '../whitespace.ts';
import { type Arguments, isPaired } from './arguments.ts';
import { decodeLines } from './lines.ts';
import { lockstep } from './lockstep.ts';
import { type FileRole, readSegmentFile } from './segment-files.ts';

const STDIN = 'standard input';

/** One segment as translated by every system, and its references. */
export interface Segment {
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
}

export interface Segments {
  /** As reported; in a paired test the first is marked as the baseline. */
  readonly systemNames: readonly string[];
  /** The segments in order; may be read once. */
  readonly lines: AsyncIterable<Segment>;
}

/**
 * Opens what the command scores, without holding more of it than a few lines at a time.
 * @throws InputError, from here or from `lines`, on files that cannot be read, differ in length or
 *   hold no lines, and on lines that differ in their number of tabs
 */
export async function readSegments(options: Arguments, stdin: Readable): Promise<Segments> {
  const { encoding, referencesPerLine } = options;
  const paired = isPaired(options.resampling);
  const inputs = options.inputs && withoutRepeatedBaseline(options.inputs, paired);
  const file = (name: string, role: FileRole) => ({
    name,
    batches: readSegmentFile(name, role, encoding),
  });
  const sources = [
    ...(inputs?.map((path) => file(path, 'system')) ?? [
      { name: STDIN, batches: decodeLines(stdin, STDIN, encoding) },
    ]),
    ...options.references.map((path) => file(path, 'reference')),
  ];
  const tuples = lockstep(sources);
  const first = await tuples.next();
  if (first.done) throw new InputError(`${sources[0]!.name} is empty; there is nothing to score.`);

  // The lines of standard input hold one system or several, separated by tabs.
  const inputCount = inputs?.length ?? 1;
  const systemCount = inputs?.length ?? first.value[0]!.split('\t').length;
  async function* split(): AsyncGenerator<Segment> {
    let lineNumber = 1;
    for (let tuple = first; !tuple.done; tuple = await tuples.next()) {
      const texts = tuple.value.slice(0, inputCount);
      const references = tuple.value.slice(inputCount);
      yield {
        hypotheses: inputs ? texts : splitFields(texts[0]!, systemCount, STDIN, lineNumber),
        references:
          referencesPerLine === 1
            ? references
            : splitReferences(
                references[0]!,
                referencesPerLine,
                options.references[0]!,
                lineNumber,
              ),
      };
      lineNumber++;
    }
  }
  return { systemNames: nameSystems(inputs, systemCount, paired), lines: split() };
}

/** In a paired test a pattern such as `*.txt` may well match the baseline once more. */
function withoutRepeatedBaseline(inputs: readonly string[], paired: boolean): readonly string[] {
  const kept = paired ? inputs.filter((path, i) => i === 0 || path !== inputs[0]) : inputs;
  const repeated = kept.find((path, i) => kept.indexOf(path) < i);
  if (repeated !== undefined) {
    throw new InputError(`${repeated} is given twice to -i; give every system once.`);
  }
  return kept;
}

function nameSystems(
  inputs: readonly string[] | undefined,
  systemCount: number,
  paired: boolean,
): readonly string[] {
  if (inputs) return paired ? [`Baseline: ${inputs[0]}`, ...inputs.slice(1)] : inputs;
  const numbered = Array.from({ length: systemCount }, (_, i) => `System ${i + 1}`);
  return paired ? ['Baseline', ...numbered.slice(0, -1)] : numbered;
}

function splitFields(line: string, count: number, source: string, lineNumber: number): string[] {
  const fields = line.split('\t');
  if (fields.length !== count) throw wrongFields(fields.length, count, source, lineNumber);
  return fields.map(stripEnd);
}

/** As in sacreBLEU the last reference has what is left of the line, tabs and all. */
function splitReferences(
  line: string,
  count: number,
  source: string,
  lineNumber: number,
): string[] {
  const fields = line.split('\t');
  if (fields.length < count) throw wrongFields(fields.length, count, source, lineNumber);
  return [...fields.slice(0, count - 1), fields.slice(count - 1).join('\t')];
}

function wrongFields(given: number, expected: number, source: string, line: number): InputError {
  return new InputError(
    `Line ${line} of ${source} has ${given} fields separated by tabs; expected ${expected}.`,
  );
}
