/*
 * The choice of a number, such as a rate, for each row of an experiment: what `trial-points.ts` names
 * is tried in one arm, the lowest log-perplexity of the development set after the last step wins, and
 * the row is run with that number, and the settings that were tried with it, in all its arms with all
 * seeds. What is chosen follows from result files alone.
 */
import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../config/layers.ts';
import { withValue } from '../config/overrides.ts';
import { runConfigSchema } from '../config/run-config.ts';
import type { RunResult } from '../results/result.ts';
import { copyResult } from '../results/store.ts';
import type { PlannedRun, PlannedTuning } from './plan.ts';
import { finishedResult, resultFile } from './run-files.ts';
import type { Tuning } from './schema.ts';
import type { TrialPoint } from './trial-points.ts';

/** One number that was tried. */
export type Trial = {
  /** The number, and what the row's own is multiplied by to make it. */
  readonly value: number;
  readonly factor: number;
  /** In a study: its seed, and what else was set, by its place in the configuration. */
  readonly seed?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly status: RunResult['status'];
  /** Of the development set after the last step, nats a token; absent where training diverged. */
  readonly logPerplexity?: number | undefined;
};

/** What the trials of a row say. */
export type TuningResult = {
  readonly row: string;
  /** Which number, by its place in the configuration. */
  readonly key: string;
  readonly trials: readonly Trial[];
  /** Absent where no trial was completed. */
  readonly chosen?: Trial | undefined;
  /** Whether the chosen number is the least or the largest that was tried. */
  readonly atEdge: boolean;
  /** The best trial of each study, where there are studies; undefined where none was completed. */
  readonly studies?: readonly (Trial | undefined)[] | undefined;
};

/** What was tried: the number, and the settings that were tried with it. */
export function triedText({ value, settings = {} }: Trial): string {
  const also = Object.entries(settings).map(([key, set]) => `, ${key} ${JSON.stringify(set)}`);
  return `${value}${also.join('')}`;
}

/**
 * What a row scores under AlgoPerf's rule: the median, over studies, of the log-perplexity of the best
 * trial of each, infinite where none was completed; undefined where that makes the median infinite, and
 * where there are no studies.
 */
export function medianOfStudies({ studies }: TuningResult): number | undefined {
  if (studies === undefined) return undefined;
  const scores = studies
    .map((trial) => trial?.logPerplexity ?? Number.POSITIVE_INFINITY)
    // Not by their difference alone, which two infinities do not have.
    .toSorted((a, b) => (a === b ? 0 : a - b));
  const [low, high] = [scores.length - 1, scores.length].map((n) => scores[Math.floor(n / 2)]!);
  const median = (low! + high!) / 2;
  return Number.isFinite(median) ? median : undefined;
}

/** The trial with the lowest log-perplexity; of several, the one with the least number. */
function bestTrial(trials: readonly Trial[]): Trial | undefined {
  return trials
    .filter(({ logPerplexity }) => logPerplexity !== undefined)
    .toSorted((a, b) => a.logPerplexity! - b.logPerplexity! || a.value - b.value)[0];
}

/**
 * What the trials of a row say.
 *
 * @param points what was tried
 * @param results one for each point, in their order
 */
export function tuningResultFrom(
  row: string,
  { key, studies }: Pick<Tuning, 'key' | 'studies'>,
  points: readonly TrialPoint[],
  results: readonly RunResult[],
): TuningResult {
  const trials = results.map(
    ({ config, status, dev }, i): Trial => ({
      value: valueAt(config, key.split('.')) as number,
      ...(studies === undefined ? { factor: points[i]!.factor } : points[i]!),
      status,
      logPerplexity: status === 'completed' ? dev.at(-1)?.logPerplexity : undefined,
    }),
  );
  const chosen = bestTrial(trials);
  const values = trials.map(({ value }) => value);
  return {
    row,
    key,
    trials,
    chosen,
    studies: studies?.seeds.map((study) => bestTrial(trials.filter(({ seed }) => seed === study))),
    atEdge: [Math.min(...values), Math.max(...values)].includes(chosen?.value ?? Number.NaN),
  };
}

/**
 * What the results of a row's candidates say, or undefined while one of them has none.
 *
 * @param results the folder of result files
 */
export function tuningResultOf(
  { row, tuning, points, candidates }: PlannedTuning,
  results: string,
): TuningResult | undefined {
  const found = candidates.flatMap((run) => finishedResult(results, run) ?? []);
  return found.length < candidates.length
    ? undefined
    : tuningResultFrom(row, tuning, points, found);
}

/** What was chosen, by its place in the configuration: the number, and what was set with it. */
export function chosenValues({ key, chosen }: TuningResult): Readonly<Record<string, unknown>> {
  return { [key]: chosen!.value, ...chosen!.settings };
}

/** `run` with what was chosen for its row. */
export function withChosen(run: PlannedRun, choice: TuningResult): PlannedRun {
  const config = Object.entries(chosenValues(choice)).reduce<unknown>(
    (made, [key, value]) => withValue(made, key.split('.'), value),
    run.config,
  );
  return { ...run, config: runConfigSchema.parse(config) };
}

/**
 * Gives `run` the result of the candidate that has its configuration, if there is one, with its
 * translations: the same configuration and seed give the same numbers.
 *
 * @returns whether there is such a candidate
 */
export function takeFromCandidate(
  results: string,
  run: PlannedRun,
  { candidates }: PlannedTuning,
): boolean {
  const twin = candidates.find(
    ({ cell, config }) =>
      isDeepStrictEqual(cell, run.cell) && isDeepStrictEqual(config, run.config),
  );
  if (twin === undefined || finishedResult(results, twin) === undefined) return false;
  copyResult(resultFile(results, twin), resultFile(results, run));
  return true;
}
