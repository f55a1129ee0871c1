import { type CorpusStatistics, sumStatistics } from '../corpus.ts';
import { InputError } from '../input-error.ts';
import type { Metric, Score } from '../metric.ts';
import {
  bootstrapScores,
  checkResampling,
  DEFAULT_BOOTSTRAP_SAMPLES,
  DEFAULT_SEED,
  estimateConfidence,
  mean,
  type ResamplingOptions,
} from './bootstrap.ts';
import { createNumpyRandom } from './numpy-random.ts';

/** sacreBLEU's, for the randomisation test. */
export const DEFAULT_RANDOMIZATION_TRIALS = 10000;

/** A system's score, and how it compares with the baseline. */
export interface PairedResult<S extends Score> {
  readonly score: S;
  /**
   * About the probability of a difference at least this large if system and baseline were equally
   * good; absent for the baseline itself.
   */
  readonly pValue?: number;
}

/**
 * Paired bootstrap resampling (Koehn 2004) of any number of systems against the first, the
 * baseline. Every score carries its 95% confidence interval.
 * @param systems the statistics of each system on the same segments and references
 * @throws InputError on fewer than two systems, unequal sizes, or bad options
 */
export function pairedBootstrap<S extends Score>(
  metric: Metric<S>,
  systems: readonly CorpusStatistics[],
  options: ResamplingOptions = {},
): PairedResult<S>[] {
  const { samples = DEFAULT_BOOTSTRAP_SAMPLES, seed = DEFAULT_SEED } = options;
  checkSystems(systems);
  const sampled = bootstrapScores(metric, systems, samples, seed);
  const baseline = sampled[0]!;
  const sums = systems.map((statistics) => sumStatistics(metric, statistics));
  const actual = sums.map((statistics) => metric.value(statistics));

  return systems.map(({ referenceCount }, system) => {
    const score = metric.score(
      sums[system]!,
      { referenceCount, bootstrapSamples: samples, seed },
      estimateConfidence(sampled[system]!),
    );
    if (system === 0) return { score };
    const differences = sampled[system]!.map((value, i) => Math.abs(value - baseline[i]!));
    // Shifted by their mean, the differences are what chance alone would show.
    const center = mean(differences);
    const byChance = differences.map((difference) => difference - center);
    return { score, pValue: pValue(byChance, Math.abs(actual[system]! - actual[0]!)) };
  });
}

/**
 * Paired approximate randomisation (Riezler and Maxwell 2005) of any number of systems against the
 * first, the baseline: each trial swaps the two systems' translations of a random half of the
 * segments.
 * @param systems the statistics of each system on the same segments and references
 * @throws InputError on fewer than two systems, unequal sizes, or bad options
 */
export function pairedRandomization<S extends Score>(
  metric: Metric<S>,
  systems: readonly CorpusStatistics[],
  options: ResamplingOptions = {},
): PairedResult<S>[] {
  const { samples: trials = DEFAULT_RANDOMIZATION_TRIALS, seed = DEFAULT_SEED } = options;
  checkSystems(systems);
  checkResampling(trials, seed);
  const sums = systems.map((statistics) => sumStatistics(metric, statistics));
  const differences = systems.map(() => new Float64Array(trials));
  const nextSwap = createNumpyRandom(seed).booleanArray();
  const swapped = new Uint8Array(systems[0]!.segmentCount);
  const baseline = systems[0]!;
  for (let trial = 0; trial < trials; trial++) {
    for (let i = 0; i < swapped.length; i++) swapped[i] = nextSwap() ? 1 : 0;
    for (let system = 1; system < systems.length; system++) {
      const [a, b] = mix(swapped, baseline.rows, systems[system]!.rows, sums[0]!, sums[system]!);
      differences[system]![trial] = Math.abs(metric.value(a) - metric.value(b));
    }
  }

  return systems.map(({ referenceCount }, system) => {
    const score = metric.score(sums[system]!, {
      referenceCount,
      randomizationTrials: trials,
      seed,
    });
    if (system === 0) return { score };
    const actual = Math.abs(metric.value(sums[system]!) - metric.value(sums[0]!));
    return { score, pValue: pValue(differences[system]!, actual) };
  });
}

/**
 * The summed statistics of two mixed systems: one has the baseline's row where `swapped` is 1 and
 * the system's elsewhere, the other has what is left.
 */
function mix(
  swapped: Uint8Array,
  baselineRows: Float64Array,
  systemRows: Float64Array,
  baselineSums: Float64Array,
  systemSums: Float64Array,
): [Float64Array, Float64Array] {
  const width = systemSums.length;
  const mixed = systemSums.slice();
  for (let segment = 0; segment < swapped.length; segment++) {
    if (swapped[segment] === 0) continue;
    const row = segment * width;
    for (let column = 0; column < width; column++) {
      mixed[column]! += baselineRows[row + column]! - systemRows[row + column]!;
    }
  }
  const rest = mixed.map((sum, column) => systemSums[column]! + baselineSums[column]! - sum);
  return [mixed, rest];
}

/**
 * The share of values by chance that exceed the actual difference, counting the actual one in, so
 * that it is never 0. As in sacreBLEU they must strictly exceed it, so that a system against itself
 * gets the lowest p-value there is: read it together with the scores.
 */
function pValue(byChance: Float64Array, actual: number): number {
  const exceeding = byChance.reduce((count, value) => count + (value > actual ? 1 : 0), 0);
  return (exceeding + 1) / (byChance.length + 1);
}

function checkSystems(systems: readonly CorpusStatistics[]): void {
  if (systems.length < 2) {
    throw new InputError(
      `There are ${systems.length} systems; a paired test needs a baseline and at least one more.`,
    );
  }
  for (const [index, { segmentCount }] of systems.entries()) {
    if (segmentCount !== systems[0]!.segmentCount) {
      throw new InputError(
        `System ${index + 1} has ${segmentCount} segments, the baseline ` +
          `${systems[0]!.segmentCount}; all must translate the same segments.`,
      );
    }
  }
}
