import type { RunResult } from '../../results/result.ts';

/** What a learning curve shows over the steps; both are in nats a token. */
export type Measure = 'loss' | 'dev';

export type CurvePoint = { readonly step: number; readonly value: number };

/** The learning curve of one run. */
export type Curve = {
  readonly row: string;
  readonly arm: string;
  readonly seed: number;
  readonly points: readonly CurvePoint[];
  /** Where training broke down; undefined for a run that went to its end. */
  readonly divergedAt: number | undefined;
};

function pointsOf({ training, dev }: RunResult, measure: Measure): CurvePoint[] {
  const points =
    measure === 'loss'
      ? training.losses.map(({ step, loss }) => ({ step, value: loss }))
      : dev.map(({ step, logPerplexity }) => ({ step, value: logPerplexity }));
  return points.filter(({ value }) => Number.isFinite(value));
}

/** The curves of runs that belong to an experiment, in the order of `results`. */
export function curvesOf(results: readonly RunResult[], measure: Measure): Curve[] {
  return results.map((result) => ({
    row: result.cell!.row,
    arm: result.cell!.arm,
    seed: result.config.training.seed,
    points: pointsOf(result, measure),
    divergedAt:
      result.status === 'diverged'
        ? (result.training.divergedAt ?? result.training.steps)
        : undefined,
  }));
}

/** The curve that ends lowest, the first of equals; those that broke off do not count. */
export function bestCurve(curves: readonly Curve[]): Curve | undefined {
  const end = ({ points }: Curve) => points.at(-1)?.value ?? Number.POSITIVE_INFINITY;
  return curves
    .filter(({ divergedAt, points }) => divergedAt === undefined && points.length > 0)
    .reduce<Curve | undefined>(
      (best, curve) => (best === undefined || end(curve) < end(best) ? curve : best),
      undefined,
    );
}

/** The part of a run whose values do not stretch the axis: every run starts equally high. */
const START_SHARE = 0.1;

/**
 * The values that an axis has to show: all but those of the first tenth of the steps, when every
 * run falls from where it started, and none worse than a uniform guess, where failing runs go.
 *
 * @param vocabulary the number of subwords, whose logarithm is what a uniform guess costs
 */
export function valueRange(
  curves: readonly Curve[],
  vocabulary: number,
): readonly [number, number] {
  const steps = Math.max(...curves.flatMap(({ points }) => points.map(({ step }) => step)), 0);
  const settled = curves.flatMap(({ points }) => {
    const late = points.filter(({ step }) => step >= steps * START_SHARE);
    return (late.length > 0 ? late : points).map(({ value }) => value);
  });
  if (settled.length === 0) return [0, Math.log(vocabulary)];
  const low = Math.min(...settled);
  const high = Math.max(Math.min(Math.max(...settled), Math.log(vocabulary)), low);
  const margin = high > low ? 0.04 * (high - low) : 0.5;
  return [low - margin, high + margin];
}
