/*
 * What a sweep shows: how the score of each row depends on the swept number in each arm, and, where
 * the experiment asks for it, which value its rule chooses.
 */
import { group, least, max, mean } from 'd3-array';
import type { Experiment } from '../../experiment/definition.ts';
import { runName } from '../../results/run-name.ts';
import { paperScore, type RowReport } from './cells.ts';
import { LEAST_PART } from './kept.ts';

/** The part of a row's best score that it has to keep for a value to be tolerated. */
export const TOLERATED_PART = 0.8;

export type SweepReport = NonNullable<ReturnType<typeof reportSweep>>;

/** One row in one arm of the file. */
export type SweepCurve = SweepReport['curves'][number];

export type SweepPoint = SweepCurve['points'][number];

/** The value that the rule of an experiment chooses. */
export type OperatingPoint = NonNullable<SweepReport['operatingPoint']>;

/** The cells that an experiment has for each row: an arm of the file at a value each. */
function sweptArms({ arms }: Experiment) {
  return Object.entries(arms).flatMap(([cellArm, { swept }]) =>
    swept === undefined ? [] : [{ ...swept, cellArm }],
  );
}

function curvesOf(experiment: Experiment, { row, cells }: RowReport) {
  const swept = sweptArms(experiment).filter(({ cellArm }) => cellArm in cells);
  const best = max(swept, ({ cellArm }) => cells[cellArm]!.score?.mean) ?? 0;
  const isRun = ({ cellArm }: { cellArm: string }) => cells[cellArm]!.score !== undefined;
  /** Whether a value was not run yet, in any arm: the row's best score may still rise. */
  const isPartial = !swept.every(isRun);
  return Array.from(
    group(swept, ({ arm }) => arm),
    ([arm, own]) => {
      const points = own.map(({ value, cellArm }) => {
        const { score, logPerplexity, diverged, runs } = cells[cellArm]!;
        return { value, score, logPerplexity, diverged, runs: runs.length };
      });
      /** The largest value that keeps enough of the row's best score in any arm, if any does. */
      const tolerated = points.findLast(
        ({ score }) => score !== undefined && score.mean > 0 && score.mean >= TOLERATED_PART * best,
      )?.value;
      const larger = own.filter(({ value }) => tolerated !== undefined && value > tolerated);
      /** Whether a larger value may be tolerated, too: none is larger, or not all were run. */
      const isLeast = tolerated !== undefined && (larger.length === 0 || !larger.every(isRun));
      return { row, arm, points, tolerated, isLeast, isPartial };
    },
  );
}

/**
 * The value of a sweep that comes closest to keeping, in one arm of a row, the share of its score in
 * another arm that it keeps in the paper; of two as close, the smaller.
 *
 * @returns undefined where the experiment has no such rule
 */
function operatingPointOf(
  experiment: Experiment,
  values: readonly number[],
  rows: readonly RowReport[],
) {
  const { operatingPoint: rule, seeds } = experiment;
  if (rule === undefined) return undefined;
  const { row } = rule;
  const { paper = {} } = experiment.rows[row]!;
  const aim = paperScore(paper[rule.arm])! / paperScore(paper[rule.of])!;
  const swept = sweptArms(experiment);
  const { cells } = rows.find((each) => each.row === row)!;
  const cellOf = (arm: string, value: number) => {
    const { cellArm } = swept.find((each) => each.arm === arm && each.value === value)!;
    // Seeds beyond the file's are no part of the rule.
    const runs = cells[cellArm]!.runs.filter(({ seed }) => seeds.includes(seed));
    const missing = seeds.filter((seed) => runs.every((run) => run.seed !== seed));
    return {
      sum: runs.reduce((sum, { bleu = 0 }) => sum + bleu, 0),
      lacking: missing.map((seed) => runName({ cell: { row, arm: cellArm }, seed })),
    };
  };
  const points = values.map((value) => {
    const [of, arm] = [cellOf(rule.of, value), cellOf(rule.arm, value)];
    const lacking = [...of.lacking, ...arm.lacking];
    const known = lacking.length === 0 && of.sum > 0;
    return { value, share: known ? arm.sum / of.sum : undefined, lacking };
  });
  const lacking = points.flatMap((point) => point.lacking);
  const distance = ({ share }: { share: number | undefined }) => Math.abs(share! - aim);
  const closest = least(
    points.filter(({ share }) => share !== undefined),
    (a, b) => distance(a) - distance(b) || a.value - b.value,
  );
  const labelOf = (arm: string) => swept.find((each) => each.arm === arm)!.label;
  return {
    row,
    /** The arms whose scores are divided, by their labels. */
    arm: labelOf(rule.arm),
    of: labelOf(rule.of),
    /** The share that the row keeps in the paper. */
    paper: aim,
    /** The share at each value; undefined where a run is lacking, or nothing is left to keep. */
    kept: points.map(({ value, share }) => ({ value, share })),
    chosen: lacking.length === 0 ? closest?.value : undefined,
    /** The runs without which nothing is chosen, such as `H-noneAt2-s12`. */
    lacking,
  };
}

/**
 * The first arm of the file beside the second, a row at each value, over the seeds that both have. Runs of
 * one seed share initial parameters, data and dropout, so other seeds would only add noise.
 *
 * @returns nothing where the file has one arm
 */
function comparedArms(experiment: Experiment, rows: readonly RowReport[]) {
  const [first, second] = new Set(sweptArms(experiment).map(({ arm }) => arm));
  if (first === undefined || second === undefined) return [];
  return rows.map(({ row, cells }) => {
    const scoresOf = (arm: string, at: number) => {
      const swept = sweptArms(experiment).find(
        ({ arm: own, value }) => own === arm && value === at,
      )!;
      const runs = cells[swept.cellArm]?.runs ?? [];
      return new Map(runs.map(({ seed, bleu = 0 }) => [seed, bleu]));
    };
    const points = experiment.sweep!.values.map((value) => {
      const [one, other] = [scoresOf(first, value), scoresOf(second, value)];
      const shared = [...one.keys()].filter((seed) => other.has(seed));
      const meanOf = (scores: ReadonlyMap<number, number>) =>
        mean(shared, (seed) => scores.get(seed));
      return { value, first: meanOf(one), second: meanOf(other), seeds: shared.length };
    });
    const bestOf = (arm: 'first' | 'second') => max(points, (point) => point[arm]) ?? 0;
    const best = { first: bestOf('first'), second: bestOf('second') };
    const failed = LEAST_PART * Math.max(best.first, best.second);
    const { paper = {} } = experiment.rows[row]!;
    const [ofFirst, ofSecond] = [paperScore(paper[first]), paperScore(paper[second])];
    return {
      row,
      points: points.map((point) => ({
        ...point,
        /** The share of the first arm's score that the second keeps; undefined where that failed. */
        kept:
          point.first === undefined || point.first === 0 || point.first < failed
            ? undefined
            : point.second! / point.first,
      })),
      /** The best of each arm, whatever its value; undefined while a value is not run. */
      best: points.every(({ seeds }) => seeds > 0) ? best : undefined,
      /** The share in the paper, at its own rate. */
      paper: ofFirst === undefined || ofSecond === undefined ? undefined : ofSecond / ofFirst,
    };
  });
}

/** What the sweep of `experiment` shows; undefined where it has none. */
export function reportSweep(experiment: Experiment, rows: readonly RowReport[]) {
  const { sweep } = experiment;
  if (sweep === undefined) return undefined;
  const { key, symbol, values, marked } = sweep;
  const arms = new Map(sweptArms(experiment).map(({ arm, label }) => [arm, label]));
  return {
    key,
    symbol,
    values,
    marked,
    /** Of the file. */
    arms: Array.from(arms, ([name, label]) => ({ name, label })),
    curves: rows.flatMap((row) => curvesOf(experiment, row)),
    compared: comparedArms(experiment, rows),
    operatingPoint: operatingPointOf(experiment, values, rows),
  };
}
