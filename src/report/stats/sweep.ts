/*
 * What a sweep shows: how the score of each row depends on the swept number in each arm, and, where
 * the experiment asks for it, which value its rule chooses.
 */
import type { Experiment } from '../../experiment/definition.ts';
import type { Arm } from '../../experiment/sweep.ts';
import { type CellReport, paperScore, type RowReport } from './cells.ts';

/** The part of a row's best score that it has to keep for a value to be tolerated. */
export const TOLERATED_PART = 0.8;

/** A cell of a sweep. */
export type SweepPoint = {
  readonly value: number;
  /** Means over seeds; BLEU counts runs that diverged as 0. Undefined where there is no run. */
  readonly bleu: number | undefined;
  /** Of the runs that completed, nats a token. */
  readonly logPerplexity: number | undefined;
  readonly diverged: number;
  readonly runs: number;
};

/** One row in one arm of the file. */
export type SweepCurve = {
  readonly row: string;
  readonly arm: string;
  readonly points: readonly SweepPoint[];
  /**
   * The largest value that keeps `TOLERATED_PART` of the row's best score in any arm; undefined where
   * none does.
   */
  readonly tolerated: number | undefined;
};

/** The value that the rule of an experiment chooses. */
export type OperatingPoint = {
  readonly row: string;
  /** The arms whose scores are divided, by their labels. */
  readonly arm: string;
  readonly of: string;
  /** What the row keeps in the paper. */
  readonly paper: number;
  /** What it keeps at each value; undefined where a run is lacking, or nothing is left to keep. */
  readonly kept: readonly { readonly value: number; readonly share: number | undefined }[];
  /** Undefined while runs are lacking. */
  readonly chosen: number | undefined;
  /** The runs without which nothing is chosen, such as `H-noneAt2-s12`. */
  readonly lacking: readonly string[];
};

export type SweepReport = {
  readonly key: string;
  readonly symbol: string;
  readonly values: readonly number[];
  readonly marked: number | undefined;
  /** Of the file. */
  readonly arms: readonly { readonly name: string; readonly label: string }[];
  readonly curves: readonly SweepCurve[];
  readonly operatingPoint: OperatingPoint | undefined;
};

type SweptCell = NonNullable<Arm['swept']> & { readonly cellArm: string };

function sweptArms({ arms }: Experiment): SweptCell[] {
  return Object.entries(arms).flatMap(([cellArm, { swept }]) =>
    swept === undefined ? [] : [{ ...swept, cellArm }],
  );
}

function pointOf(value: number, { score, logPerplexity, diverged, runs }: CellReport): SweepPoint {
  return {
    value,
    bleu: score?.mean,
    logPerplexity: logPerplexity?.mean,
    diverged,
    runs: runs.length,
  };
}

function curvesOf(experiment: Experiment, { row, cells }: RowReport): SweepCurve[] {
  const swept = sweptArms(experiment).filter(({ cellArm }) => cellArm in cells);
  const arms = [...new Set(swept.map(({ arm }) => arm))].map((arm) => ({
    arm,
    points: swept
      .filter((each) => each.arm === arm)
      .map(({ value, cellArm }) => pointOf(value, cells[cellArm]!)),
  }));
  const best = Math.max(0, ...arms.flatMap(({ points }) => points.map(({ bleu = 0 }) => bleu)));
  return arms.map(({ arm, points }) => ({
    row,
    arm,
    points,
    tolerated: points.findLast(({ bleu = 0 }) => bleu > 0 && bleu >= TOLERATED_PART * best)?.value,
  }));
}

/**
 * The value of a sweep that comes closest to keeping, in one arm of a row, the share of its score in
 * another arm that it keeps in the paper; of two as close, the smaller.
 *
 * @returns undefined where the experiment has no such rule
 */
function operatingPointOf(
  experiment: Experiment,
  rows: readonly RowReport[],
): OperatingPoint | undefined {
  const { operatingPoint: rule, seeds, sweep } = experiment;
  if (rule === undefined || sweep === undefined) return undefined;
  const { row } = rule;
  const { paper = {} } = experiment.rows[row]!;
  const [numerator, denominator] = [paperScore(paper[rule.arm]), paperScore(paper[rule.of])];
  const swept = sweptArms(experiment);
  const { cells } = rows.find((each) => each.row === row)!;
  const cellOf = (arm: string, value: number) => {
    const found = swept.find((each) => each.arm === arm && each.value === value)!;
    const cell = cells[found.cellArm]!;
    // Seeds beyond the file's are no part of the rule.
    const runs = cell.runs.filter(({ seed }) => seeds.includes(seed));
    const done = new Set(runs.map(({ seed }) => seed));
    return {
      label: found.label,
      sum: runs.reduce((sum, { bleu = 0 }) => sum + bleu, 0),
      lacking: seeds
        .filter((seed) => !done.has(seed))
        .map((seed) => `${row}-${found.cellArm}-s${seed}`),
    };
  };
  const points = sweep.values.map((value) => {
    const [of, arm] = [cellOf(rule.of, value), cellOf(rule.arm, value)];
    const lacking = [...of.lacking, ...arm.lacking];
    const known = lacking.length === 0 && of.sum > 0;
    return { value, share: known ? arm.sum / of.sum : undefined, lacking };
  });
  const lacking = points.flatMap((point) => point.lacking);
  const aim = numerator! / denominator!;
  const closest = points
    .flatMap(({ value, share }) => (share === undefined ? [] : [{ value, share }]))
    .toSorted((a, b) => Math.abs(a.share - aim) - Math.abs(b.share - aim) || a.value - b.value)[0];
  return {
    row,
    arm: cellOf(rule.arm, sweep.values[0]!).label,
    of: cellOf(rule.of, sweep.values[0]!).label,
    paper: aim,
    kept: points.map(({ value, share }) => ({ value, share })),
    chosen: lacking.length === 0 ? closest?.value : undefined,
    lacking,
  };
}

/** What the sweep of `experiment` shows; undefined where it has none. */
export function reportSweep(
  experiment: Experiment,
  rows: readonly RowReport[],
): SweepReport | undefined {
  const { sweep } = experiment;
  if (sweep === undefined) return undefined;
  const { key, symbol, values, marked } = sweep;
  const arms = new Map(sweptArms(experiment).map(({ arm, label }) => [arm, label]));
  return {
    key,
    symbol,
    values,
    marked,
    arms: [...arms].map(([name, label]) => ({ name, label })),
    curves: rows.flatMap((row) => curvesOf(experiment, row)),
    operatingPoint: operatingPointOf(experiment, rows),
  };
}
