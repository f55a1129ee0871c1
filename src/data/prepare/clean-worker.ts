/** Cleans blocks of training text, in a worker thread. */
import { Tinypool } from 'tinypool';
import type { FilterConfig } from '../dataset.ts';
import { type Dropped, noneDropped, pairFilter } from './filter.ts';
import type { PairBlock } from './line-blocks.ts';
import { normalizeText } from './normalize.ts';

/** What every block is cleaned by. */
export type CleanSettings = {
  readonly filter: FilterConfig;
  /** Text of the development and test sets, as it stands there. */
  readonly heldOut: { readonly sources: readonly string[]; readonly targets: readonly string[] };
};

export type CleanTask = PairBlock & { readonly sourceName: string; readonly targetName: string };

export type CleanedBlock = {
  /** A line for each pair that was kept: source, tab, target. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly kept: number;
  readonly dropped: Dropped;
};

/** Where the task cannot be done for a reason that the user must know. */
export type CleanProblem = { readonly problem: string };

const settings = Tinypool.workerData as CleanSettings;
const normalized = (sentences: readonly string[]) => new Set(sentences.map(normalizeText));
const reasonToDrop = pairFilter(settings.filter, {
  sources: normalized(settings.heldOut.sources),
  targets: normalized(settings.heldOut.targets),
});
const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

class InvalidText extends Error {}

/** The number in its file of the first line that is not UTF-8. */
function invalidLine(bytes: Uint8Array, firstLine: number): number {
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      break;
    }
    start = end + 1;
  }
  return line;
}

function linesOf(bytes: Uint8Array, count: number, name: string, firstLine: number): string[] {
  try {
    return decoder.decode(bytes).split('\n', count);
  } catch {
    const line = invalidLine(bytes, firstLine);
    throw new InvalidText(
      `${name}: line ${line} is not valid UTF-8; convert the file, for example with iconv`,
    );
  }
}

/** Normalises and filters the pairs of a block. */
export function cleanBlock(task: CleanTask): CleanedBlock | CleanProblem {
  try {
    const { lines, firstLine } = task;
    const sources = linesOf(task.source, lines, task.sourceName, firstLine);
    const targets = linesOf(task.target, lines, task.targetName, firstLine);
    const dropped = noneDropped();
    let text = '';
    let kept = 0;
    for (let i = 0; i < lines; i++) {
      const source = normalizeText(sources[i]!);
      const target = normalizeText(targets[i]!);
      const reason = reasonToDrop(source, target);
      if (reason !== undefined) {
        dropped[reason]++;
        continue;
      }
      text += `${source}\t${target}\n`;
      kept++;
    }
    return { text: encoder.encode(text), kept, dropped };
  } catch (error) {
    if (error instanceof InvalidText) return { problem: error.message };
    throw error;
  }
}
