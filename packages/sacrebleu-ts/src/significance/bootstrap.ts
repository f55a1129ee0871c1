import { type CorpusStatistics, sumStatistics } from '../corpus.ts';
import { InputError } from '../input-error.ts';
import type { ConfidenceInterval, Metric, Score } from '../metric.ts';
import { createNumpyRandom } from './numpy-random.ts';

/** sacreBLEU's, so that the same samples are drawn. */
export const DEFAULT_SEED = 12345;
/** sacreBLEU's, for confidence intervals and the paired bootstrap test. */
export const DEFAULT_BOOTSTRAP_SAMPLES = 1000;

export interface ResamplingOptions {
  /** Samples of the bootstrap (1000 unless given) or trials of the randomisation test (10000). */
  readonly samples?: number;
  /** A whole number from 0 up; 12345 unless given. Equal seeds give equal results. */
  readonly seed?: number;
}

/**
 * The score of a corpus with its 95% confidence interval by bootstrap resampling (Koehn 2004):
 * corpora of the same size are drawn from the segments with replacement, and each is scored from
 * the segments' statistics.
 * @throws InputError on fewer than two samples or a seed that is not a whole number
 */
export function scoreWithConfidence<S extends Score>(
  metric: Metric<S>,
  statistics: CorpusStatistics,
  options: ResamplingOptions = {},
): S {
  const { samples = DEFAULT_BOOTSTRAP_SAMPLES, seed = DEFAULT_SEED } = options;
  const [scores] = bootstrapScores(metric, [statistics], samples, seed);
  return metric.score(
    sumStatistics(metric, statistics),
    { referenceCount: statistics.referenceCount, bootstrapSamples: samples, seed },
    estimateConfidence(scores!),
  );
}

/** How many samples are summed at once. */
const BATCH = 4;

/** Scores systems on samples of their segments: for each system the scores in the order of samples. */
export type Bootstrap = (metric: Metric, systems: readonly CorpusStatistics[]) => Float64Array[];

/**
 * Draws samples of a corpus once, so that systems can be scored on the same samples call after call.
 *
 * @param segmentCount of the corpus, and of each sample
 * @throws InputError on fewer than two samples or a seed that is not a whole number
 */
export function createBootstrap(
  segmentCount: number,
  samples: number = DEFAULT_BOOTSTRAP_SAMPLES,
  seed: number = DEFAULT_SEED,
): Bootstrap {
  checkResampling(samples, seed);
  const random = createNumpyRandom(seed);
  /** How often each sample has every segment. */
  const drawn = Array.from({ length: samples }, () => {
    const counts = new Uint32Array(segmentCount);
    for (let i = 0; i < segmentCount; i++) counts[random.integer(segmentCount)]!++;
    return counts;
  });
  return (metric, systems) => {
    const width = metric.statisticsLength;
    const packed = systems.map(({ rows }) => packColumns(transpose(rows, width)));
    const statistics = new Float64Array(width);
    const scores = systems.map(() => new Float64Array(samples));
    const batch = Array.from({ length: BATCH }, () => new Float64Array(segmentCount));
    for (let first = 0; first < samples; first += BATCH) {
      const size = Math.min(BATCH, samples - first);
      for (let i = 0; i < size; i++) batch[i]!.set(drawn[first + i]!);
      for (const [system, packs] of packed.entries()) {
        const sums = sumSamples(packs, batch);
        for (let i = 0; i < size; i++) {
          unpack(packs, sums[i]!, statistics);
          scores[system]![first + i] = metric.value(statistics);
        }
      }
    }
    return scores;
  };
}

/**
 * For every system its scores on the same samples, in the order of the samples: what
 * `pairedBootstrap` tests, for statistics of one's own.
 * @param systems the statistics of each system on the same segments, all of one length
 * @throws InputError on fewer than two samples or a seed that is not a whole number
 */
export function bootstrapScores(
  metric: Metric,
  systems: readonly CorpusStatistics[],
  samples: number = DEFAULT_BOOTSTRAP_SAMPLES,
  seed: number = DEFAULT_SEED,
): Float64Array[] {
  return createBootstrap(systems[0]!.segmentCount, samples, seed)(metric, systems);
}

/** One score in so many is cut off at either end, so that 95% are left. */
const SCORES_PER_CUT = 40;

/** The mean of the scores and half the width of the range that holds 95% of them. */
export function estimateConfidence(scores: Float64Array): ConfidenceInterval {
  const sorted = scores.toSorted();
  const cut = Math.floor(sorted.length / SCORES_PER_CUT);
  return {
    mean: mean(sorted),
    halfWidth: 0.5 * (sorted[sorted.length - cut - 1]! - sorted[cut]!),
  };
}

export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function checkResampling(samples: number, seed: number): void {
  if (!Number.isInteger(samples) || samples < 2) {
    throw new InputError(`The number of samples is ${samples}; expected a whole number from 2 up.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`The seed is ${seed}; expected a whole number from 0 to 2^53 - 1.`);
  }
}

/** One array per statistic, with an entry for each segment. */
function transpose(rows: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: width }, (_, column) =>
    Float64Array.from(
      { length: rows.length / width },
      (_, segment) => rows[segment * width + column]!,
    ),
  );
}

/** Bits of a whole number that a double holds exactly. */
const EXACT_BITS = 53;

/** Several columns of whole numbers in the bits of one, which sums all of them at once. */
interface Pack {
  readonly values: Float64Array;
  /** The one in the lowest bits first. Columns that are equal have one part. */
  readonly parts: readonly { readonly columns: readonly number[]; readonly scale: number }[];
}

/**
 * Bits that the sum of a sample's values can take, or all of a double's where they are no whole
 * numbers from 0 up. Zeros take one, so that no other column is put where theirs begins.
 */
function bitsOfSum(column: Float64Array): number {
  let most = 0;
  for (const value of column) {
    if (!Number.isInteger(value) || value < 0) return EXACT_BITS;
    if (value > most) most = value;
  }
  return Math.max(1, Math.ceil(Math.log2(column.length * most + 1)));
}

const isEqual = (one: Float64Array, other: Float64Array): boolean =>
  one.every((value, i) => value === other[i]);

/** Puts columns into as few as hold their sums exactly. */
function packColumns(columns: readonly Float64Array[]): Pack[] {
  // BLEU's words of a system and its unigrams are the same number.
  const distinct: { values: Float64Array; columns: number[] }[] = [];
  for (const [column, values] of columns.entries()) {
    const twin = distinct.find((one) => isEqual(one.values, values));
    if (twin === undefined) distinct.push({ values, columns: [column] });
    else twin.columns.push(column);
  }
  const packs: { values: Float64Array; parts: { columns: number[]; scale: number }[] }[] = [];
  let room = 0;
  for (const { values, columns: equal } of distinct) {
    const bits = bitsOfSum(values);
    if (bits > room) {
      packs.push({ values: new Float64Array(values.length), parts: [] });
      room = EXACT_BITS;
    }
    const pack = packs.at(-1)!;
    const scale = 2 ** (EXACT_BITS - room);
    for (let i = 0; i < values.length; i++) pack.values[i]! += values[i]! * scale;
    pack.parts.push({ columns: equal, scale });
    room -= bits;
  }
  return packs;
}

/** Takes the sums of packs apart into those of their columns. */
function unpack(packs: readonly Pack[], sums: Float64Array, statistics: Float64Array): void {
  for (const [i, { parts }] of packs.entries()) {
    let rest = sums[i]!;
    for (let part = parts.length - 1; part >= 0; part--) {
      const { columns, scale } = parts[part]!;
      const value = part > 0 ? Math.floor(rest / scale) : rest;
      for (const column of columns) statistics[column] = value;
      rest -= value * scale;
    }
  }
}

/**
 * The summed statistics of four samples, each given by how often it has every segment. Together they
 * take hardly longer than one: a statistic is loaded once for the four, and their sums, which do not
 * wait for each other, stay in registers.
 */
function sumSamples(packs: readonly Pack[], drawCounts: readonly Float64Array[]): Float64Array[] {
  const [counts0, counts1, counts2, counts3] = drawCounts as readonly [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const sums = drawCounts.map(() => new Float64Array(packs.length));
  for (const [i, { values }] of packs.entries()) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let segment = 0; segment < values.length; segment++) {
      const statistic = values[segment]!;
      sum0 += counts0[segment]! * statistic;
      sum1 += counts1[segment]! * statistic;
      sum2 += counts2[segment]! * statistic;
      sum3 += counts3[segment]! * statistic;
    }
    sums[0]![i] = sum0;
    sums[1]![i] = sum1;
    sums[2]![i] = sum2;
    sums[3]![i] = sum3;
  }
  return sums;
}
