import { extent, max, mean } from 'd3-array';
import { runsOf, type StoredResult } from '../../experiment/stored-result.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { cellsOf } from '../stats/cells.ts';

/** What a learning curve shows over the steps; both are in nats a token. */
export type Measure = 'loss' | 'dev';

type CurvePoint = { readonly step: number; readonly value: number };

function runCurve({ result }: StoredResult, measure: Measure) {
  const points: CurvePoint[] =
    measure === 'loss'
      ? result.training.losses.map(({ step, loss }) => ({ step, value: loss }))
      : result.dev.map(({ step, logPerplexity }) => ({ step, value: logPerplexity }));
  return {
    isBroken: result.status === 'diverged',
    points: points.filter(({ value }) => Number.isFinite(value)),
  };
}

/** The mean, the least and the most at every step that all of `runs` have a value at. */
function bandOf(runs: readonly ReturnType<typeof runCurve>[]) {
  const steps = runs[0]?.points.map(({ step }) => step) ?? [];
  return steps.flatMap((step) => {
    const own = runs.flatMap(
      ({ points }) => points.find((point) => point.step === step)?.value ?? [],
    );
    if (own.length < runs.length) return [];
    return [{ step, value: mean(own)!, least: Math.min(...own), most: Math.max(...own) }];
  });
}

export type CellCurves = ReturnType<typeof cellCurves>[number];

/** The curves of every cell that has one, in the order of the table. */
export function cellCurves({ report, runs }: ReportedExperiment, measure: Measure) {
  return cellsOf(report).flatMap(({ row: { row }, arm: { name: arm } }) => {
    const curves = runsOf(runs, { row, arm }).map((run) => runCurve(run, measure));
    if (curves.every(({ points }) => points.length === 0)) return [];
    /** Of the runs that went to their end. */
    const band = bandOf(curves.filter(({ isBroken }) => !isBroken));
    /** Runs that broke down: of these each is drawn. */
    const broken = curves.filter(({ isBroken }) => isBroken);
    return [{ row, arm, seeds: curves.length, band, broken }];
  });
}

/** The part of a run whose values do not stretch the axis: every run starts equally high. */
const START_SHARE = 0.1;

/**
 * The values that an axis has to show: all but those of the first tenth of the steps, when every run
 * falls from where it started, and none worse than a uniform guess, where failing runs go.
 *
 * @param vocabulary the number of subwords, whose logarithm is what a uniform guess costs
 */
export function valueRange(
  curves: readonly { readonly points: readonly CurvePoint[] }[],
  vocabulary: number,
): readonly [number, number] {
  const steps = max(curves, ({ points }) => max(points, ({ step }) => step)) ?? 0;
  const settled = curves.flatMap(({ points }) => {
    const late = points.filter(({ step }) => step >= steps * START_SHARE);
    return (late.length > 0 ? late : points).map(({ value }) => value);
  });
  const [low, highest] = extent(settled);
  if (low === undefined) return [0, Math.log(vocabulary)];
  const high = Math.max(Math.min(highest, Math.log(vocabulary)), low);
  const margin = high > low ? 0.04 * (high - low) : 0.5;
  return [low - margin, high + margin];
}
