import { mean, median } from 'd3-array';
import type { Experiment } from '../../experiment/definition.ts';
import type { Figure } from '../../experiment/schema.ts';
import { UserError } from '../../platform/errors.ts';
import type { RunResult } from '../../results/result.ts';

/** The sizes of the unscaled updates of one tensor over the steps of a run. */
export type UpdateSizes = {
  readonly row: string;
  /** Undefined for the paper's curve. */
  readonly arm: string | undefined;
  readonly seed: number | undefined;
  /** RMS of the unscaled update, g / sqrt(v). */
  readonly points: readonly { readonly step: number; readonly value: number }[];
  /** Mean over all tensors and points; the paper does not have it. */
  readonly allTensors: number | undefined;
};

function ourSizes({ tensor }: Figure, { cell, config, diagnostics }: RunResult): UpdateSizes {
  const { row, arm } = cell!;
  const { seed } = config.training;
  const values = diagnostics?.kept[tensor]?.unscaledRms;
  if (diagnostics === undefined || values === undefined) {
    const kept = Object.keys(diagnostics?.kept ?? {}).join(', ') || 'nothing';
    throw new UserError(
      `the result of row ${row}, arm ${arm}, seed ${seed} has no unscaled updates of ${tensor}; it ` +
        `keeps ${kept}: name the tensor under diagnostics.keep, or follow another`,
    );
  }
  return {
    row,
    arm,
    seed,
    points: diagnostics.steps.flatMap((step, i) => {
      const value = values[i];
      // Sizes are compared by their ratio, in which 0 has no place.
      return typeof value === 'number' && value > 0 ? [{ step, value }] : [];
    }),
    allTensors: mean(diagnostics.all.unscaledRms?.mean ?? []),
  };
}

/**
 * The curves of an experiment's figure: by row, the paper's first, then those of `results`, in the
 * order of its arms and their own. None where the experiment has no figure.
 *
 * @throws UserError where a result does not keep the tensor that the figure follows
 */
export function updateSizes(
  { figure, rows, arms }: Experiment,
  results: readonly RunResult[],
): UpdateSizes[] {
  if (figure === undefined) return [];
  const { every, curves } = figure.paper;
  return Object.keys(rows).flatMap((row) => {
    const points = curves[row]?.map((value, i) => ({ step: i * every, value }));
    const paper = { row, arm: undefined, seed: undefined, allTensors: undefined };
    const ours = Object.keys(arms).flatMap((arm) =>
      results.filter(({ cell }) => cell?.row === row && cell.arm === arm),
    );
    return [
      ...(points === undefined ? [] : [{ ...paper, points }]),
      ...ours.map((result) => ourSizes(figure, result)),
    ];
  });
}

/** The curves in numbers, but for those without a point. */
export function summariseUpdateSizes(curves: readonly UpdateSizes[]) {
  return curves
    .filter(({ points }) => points.length > 0)
    .map(({ points, ...curve }) => {
      const sorted = points.map(({ value }) => value).toSorted((a, b) => a - b);
      return {
        ...curve,
        lastStep: points.at(-1)!.step,
        least: sorted[0]!,
        median: median(sorted)!,
        most: sorted.at(-1)!,
        /** The geometric mean of how many times larger or smaller than 1 the points are. */
        factorFromOne: Math.exp(mean(sorted, (value) => Math.abs(Math.log(value)))!),
      };
    });
}
