import type { ReportedExperiment } from '../reported-experiment.ts';

/** What a learning curve shows over the steps; both are in nats a token. */
export type Measure = 'loss' | 'dev';

type CurvePoint = { readonly step: number; readonly value: number };

/** The learning curve of one run. */
export type RunCurve = {
  readonly seed: number;
  readonly points: readonly CurvePoint[];
  /** Where training broke down; undefined for a run that went to its end. */
  readonly divergedAt: number | undefined;
};

/** The runs of a row in an arm. */
export type CellCurves = {
  readonly row: string;
  readonly arm: string;
  readonly seeds: number;
  /** Over the runs that went to their end: their mean at each step, and between what they lie. */
  readonly band: readonly (CurvePoint & { readonly least: number; readonly most: number })[];
  /** Runs that broke down: of these each is drawn. */
  readonly broken: readonly RunCurve[];
};

type Run = ReportedExperiment['runs'][number];

function runCurve({ result }: Run, measure: Measure): RunCurve {
  const { training, dev, status, config } = result;
  const points =
    measure === 'loss'
      ? training.losses.map(({ step, loss }) => ({ step, value: loss }))
      : dev.map(({ step, logPerplexity }) => ({ step, value: logPerplexity }));
  return {
    seed: config.training.seed,
    points: points.filter(({ value }) => Number.isFinite(value)),
    divergedAt: status === 'diverged' ? (training.divergedAt ?? training.steps) : undefined,
  };
}

/** The mean at every step that all of `runs` have a value at. */
function bandOf(runs: readonly RunCurve[]): CellCurves['band'] {
  const values = (step: number) =>
    runs.flatMap(({ points }) => points.find((point) => point.step === step)?.value ?? []);
  const steps = runs[0]?.points.map(({ step }) => step) ?? [];
  return steps
    .map((step) => ({ step, own: values(step) }))
    .filter(({ own }) => own.length === runs.length)
    .map(({ step, own }) => ({
      step,
      value: own.reduce((total, value) => total + value, 0) / own.length,
      least: Math.min(...own),
      most: Math.max(...own),
    }));
}

/** The curves of every cell that has one, in the order of the table. */
export function cellCurves({ report, runs }: ReportedExperiment, measure: Measure): CellCurves[] {
  return report.rows.flatMap(({ row }) =>
    report.arms.flatMap(({ name: arm }) => {
      const own = runs.filter(({ result: { cell } }) => cell!.row === row && cell!.arm === arm);
      const curves = own.map((run) => runCurve(run, measure));
      if (curves.every(({ points }) => points.length === 0)) return [];
      const broken = curves.filter(({ divergedAt }) => divergedAt !== undefined);
      const whole = curves.filter(({ divergedAt }) => divergedAt === undefined);
      return [{ row, arm, seeds: own.length, band: bandOf(whole), broken }];
    }),
  );
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
