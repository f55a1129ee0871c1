import { describeValue } from './check-options.ts';
import { InputError } from './input-error.ts';
import type { Metric, Score } from './metric.ts';

/** One reference for every segment; `null` or `undefined` where a segment lacks this reference. */
export type ReferenceStream = readonly (string | null | undefined)[];

/** The sufficient statistics of every segment of a corpus. */
export interface CorpusStatistics {
  readonly segmentCount: number;
  /** Segment after segment, `metric.statisticsLength` numbers each. */
  readonly rows: Float64Array;
  /** References of every segment, or `'var'` where segments differ in how many they have. */
  readonly referenceCount: number | 'var';
}

/** Takes the segments of a corpus one by one, as translated by one system or several. */
export interface SegmentSink<R> {
  /**
   * @param hypotheses one for each system
   * @throws InputError when the segment has no reference
   */
  add(hypotheses: readonly string[], references: ReferenceStream): void;
  /**
   * The result for each system.
   * @throws InputError when no segment was added
   */
  finish(): R[];
}

/**
 * Collects the statistics that scores, confidence intervals and significance tests are computed
 * from.
 * @param references one array per reference stream, each as long as `hypotheses`
 * @throws InputError on an empty corpus, unequal lengths, or a segment without any reference
 */
export function corpusStatistics(
  metric: Metric,
  hypotheses: readonly string[],
  references: readonly ReferenceStream[],
): CorpusStatistics {
  return systemsStatistics(metric, [hypotheses], references)[0]!;
}

/**
 * `corpusStatistics` of several systems; faster than one by one, as each reference is prepared once.
 * @param systems one array of hypotheses per system
 */
export function systemsStatistics(
  metric: Metric,
  systems: readonly (readonly string[])[],
  references: readonly ReferenceStream[],
): CorpusStatistics[] {
  return feed(createStatisticsCollector(metric, systems.length), systems, references);
}

/** Segments to have room for at first; the room doubles whenever it is full. */
const INITIAL_SEGMENTS = 1024;

/** `systemsStatistics` for segments that arrive one by one; keeps some numbers for each. */
export function createStatisticsCollector(
  metric: Metric,
  systemCount: number,
): SegmentSink<CorpusStatistics> {
  const width = metric.statisticsLength;
  return createSink(metric, systemCount, () => {
    let rows = new Float64Array(width * INITIAL_SEGMENTS);
    let segmentCount = 0;
    return {
      add: (statistics) => {
        if ((segmentCount + 1) * width > rows.length) {
          const grown = new Float64Array(2 * rows.length);
          grown.set(rows);
          rows = grown;
        }
        rows.set(statistics, segmentCount * width);
        segmentCount++;
      },
      finish: (referenceCount) => ({
        segmentCount,
        rows: rows.slice(0, segmentCount * width),
        referenceCount,
      }),
    };
  });
}

/** The scores of segments that arrive one by one, in memory that does not grow with them. */
export function createScoreStream<S extends Score>(
  metric: Metric<S>,
  systemCount: number,
): SegmentSink<S> {
  return createSink(metric, systemCount, () => {
    const sums = new Float64Array(metric.statisticsLength);
    return {
      add: (statistics) => {
        for (let i = 0; i < sums.length; i++) sums[i]! += statistics[i]!;
      },
      finish: (referenceCount) => metric.score(sums, { referenceCount }),
    };
  });
}

/** What comes of the segments of one system. */
interface SystemSink<R> {
  add(statistics: readonly number[]): void;
  finish(referenceCount: CorpusStatistics['referenceCount']): R;
}

function createSink<R>(
  metric: Metric,
  systemCount: number,
  createSystem: () => SystemSink<R>,
): SegmentSink<R> {
  const references = createReferenceCounter();
  const systems = Array.from({ length: systemCount }, createSystem);
  return {
    add: (hypotheses, streams) => {
      const statisticsOf = metric.withReferences(references.take(streams, hypotheses));
      for (const [i, system] of systems.entries()) system.add(statisticsOf(hypotheses[i]!));
    },
    finish: () => {
      const referenceCount = references.result();
      return systems.map((system) => system.finish(referenceCount));
    },
  };
}

/** Column sums of the statistics: those of the corpus as a whole. */
export function sumStatistics(metric: Metric, { rows }: CorpusStatistics): Float64Array {
  const sums = new Float64Array(metric.statisticsLength);
  for (let i = 0; i < rows.length; i += sums.length) {
    for (let column = 0; column < sums.length; column++) sums[column]! += rows[i + column]!;
  }
  return sums;
}

/** The score of a whole corpus; see `corpusStatistics` for the arguments and errors. */
export function corpusScore<S extends Score>(
  metric: Metric<S>,
  hypotheses: readonly string[],
  references: readonly ReferenceStream[],
): S {
  return feed(createScoreStream(metric, 1), [hypotheses], references)[0]!;
}

/**
 * The score of one segment.
 * @param references the references of that segment
 * @throws InputError when there is no reference
 */
export function sentenceScore<S extends Score>(
  metric: Metric<S>,
  hypothesis: string,
  references: ReferenceStream,
): S {
  const stream = createScoreStream(metric, 1);
  stream.add([hypothesis], references);
  return stream.finish()[0]!;
}

function feed<R>(
  sink: SegmentSink<R>,
  systems: readonly (readonly string[])[],
  references: readonly ReferenceStream[],
): R[] {
  requireArray('The references are', references, 'of arrays, one for each reference stream');
  if (references.length === 0) {
    throw new InputError('There are no reference streams; give at least one.');
  }
  const segmentCount = systems[0]?.length ?? 0;
  checkLengths('System', systems, segmentCount);
  checkLengths('Reference stream', references, segmentCount);
  for (let segment = 0; segment < segmentCount; segment++) {
    sink.add(
      systems.map((hypotheses) => hypotheses[segment]!),
      references.map((stream) => stream[segment]),
    );
  }
  return sink.finish();
}

function requireArray(whatIs: string, value: unknown, ofWhat: string): void {
  if (Array.isArray(value)) return;
  const given = typeof value === 'string' ? 'a string' : describeValue(value);
  throw new InputError(`${whatIs} ${given}; expected an array ${ofWhat}.`);
}

function checkLengths(
  what: string,
  streams: readonly (readonly unknown[])[],
  segmentCount: number,
): void {
  for (const [index, stream] of streams.entries()) {
    // Plain JavaScript may give a string; its characters would pass for segments.
    requireArray(`${what} ${index + 1} is`, stream, 'with a string for each segment');
    const { length } = stream;
    if (length !== segmentCount) {
      throw new InputError(
        `${what} ${index + 1} has ${length} segments, but there are ${segmentCount} hypotheses; ` +
          `give one array per stream, each as long as the hypotheses.`,
      );
    }
  }
}

/** Checks the texts of a segment, drops the references that it lacks and notes how many are left. */
function createReferenceCounter() {
  const counts = new Set<number>();
  let segmentCount = 0;
  return {
    take(references: ReferenceStream, hypotheses: readonly string[]): string[] {
      if (!Array.isArray(references)) {
        throw new InputError(
          `The references of segment ${segmentCount + 1} are ${describeValue(references)}; ` +
            'expected an array of strings, one for each reference.',
        );
      }
      const present = references.filter(
        (reference) => reference !== null && reference !== undefined,
      );
      segmentCount++;
      if (present.length === 0) {
        throw new InputError(
          `Segment ${segmentCount} has no reference; give at least one ` +
            `(an empty string counts as a reference).`,
        );
      }
      for (const text of [...hypotheses, ...present]) {
        if (typeof text === 'string') continue;
        throw new InputError(
          `A text of segment ${segmentCount} is ${describeValue(text)}; expected a string ` +
            '(null stands for a reference that is lacking, and for nothing else).',
        );
      }
      counts.add(present.length);
      return present;
    },
    result(): number | 'var' {
      if (segmentCount === 0) {
        throw new InputError('There is nothing to score; a corpus needs at least one segment.');
      }
      const [count] = counts;
      return counts.size === 1 ? count! : 'var';
    },
  };
}
