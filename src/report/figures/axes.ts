import { group, least, max, min } from 'd3-array';
import type { ReportedExperiment } from '../reported-experiment.ts';
import {
  AXES,
  type Axis,
  type SignalToNoise,
  signalToNoiseCurves,
  summariseSignalToNoise,
} from '../stats/signal-to-noise.ts';
import { type Figure, figureSubtitle } from './figure.ts';
import { linePanel } from './line-panel.ts';
import { DASHES, rowName } from './palette.ts';

/** Of `COLORS`; arms differ by their dashes. */
const AXIS_COLORS: Readonly<Record<Axis, number>> = { rows: 3, columns: 1 };

const TICKS = [0.001, 0.01, 0.1, 1, 10, 100, 1000];

/** Above this the entries of a row or column differ by less than their mean. */
const LEVEL = 1;

/** Room above and below the curves, as a factor. */
const ROOM = 1.3;

/** What a cell is called in a figure of one row, or of several. */
function cellNames({ experiment, runs }: ReportedExperiment) {
  const rows = new Set(runs.map(({ result }) => result.cell!.row));
  return ({ row, arm }: Pick<SignalToNoise, 'row' | 'arm'>): string => {
    const { label } = experiment.arms[arm]!;
    return rows.size > 1 ? `${rowName(experiment, row)}, ${label}` : label;
  };
}

function findingOf(summaries: ReturnType<typeof summariseSignalToNoise>): string {
  const [rows, columns] = AXES.map((axis) => {
    const worst = least(summaries, ({ medians }) => medians[axis])!;
    return {
      count: `${summaries.filter(({ medians }) => medians[axis] > LEVEL).length} of ${summaries.length}`,
      worst: `${Number(worst.medians[axis].toPrecision(2))} (${worst.tensor})`,
    };
  });
  return (
    `Row means represent the second moment in ${rows!.count} cases, column means in ${columns!.count}; ` +
    `the lowest ratios are ${rows!.worst} and ${columns!.worst}`
  );
}

/**
 * How well the means of rows and of columns represent the second moment over the steps, a panel for each
 * tensor that runs keep. Undefined where no run measured it.
 */
export function axesFigure(given: ReportedExperiment): Figure | undefined {
  const { experiment, runs } = given;
  const curves = signalToNoiseCurves(
    experiment,
    runs.map(({ result }) => result),
  );
  if (curves.length === 0) return undefined;
  const points = curves.flatMap((curve) => AXES.flatMap((axis) => curve.points[axis]));
  const values = [LEVEL, ...points.map(({ value }) => value)];
  const range = [
    Number((min(values)! / ROOM).toPrecision(2)),
    Number((max(values)! * ROOM).toPrecision(2)),
  ] as const;
  const nameOf = cellNames(given);
  const arms = Object.keys(experiment.arms);
  const summaries = summariseSignalToNoise(curves);
  return {
    title: findingOf(summaries),
    subtitle: `Signal-to-noise ratio of Adam’s second moment V: E[V]² / Var[V] within each row, averaged over the rows, and the same of columns. Above 1 the entries differ by less than their mean, which represents them. Row D of Table 2 keeps one mean for each row, row E one for each column. A case is one tensor in one arm; its ratio is the median over steps. ${figureSubtitle(given)}`,
    columns: 2,
    panels: [...group(curves, ({ tensor }) => tensor)].map(([tensor, own], i) =>
      linePanel({
        id: `axes-${i}`,
        title: tensor,
        x: { range: [0, max(points, ({ step }) => step)!], title: 'step' },
        y: {
          range,
          log: true,
          ticks: TICKS.filter((tick) => tick >= range[0] && tick <= range[1]),
        },
        level: LEVEL,
        lines: own.flatMap((curve) =>
          AXES.map((axis) => {
            const name = `${axis}, ${nameOf(curve)}`;
            return {
              row: name,
              name,
              style: {
                color: AXIS_COLORS[axis],
                dash: arms.indexOf(curve.arm) % DASHES.length,
                isOwn: true,
              },
              isShown: true,
              points: curve.points[axis].map(({ step, value }) => ({ x: step, y: value })),
            };
          }),
        ),
      }),
    ),
    data: {
      header: ['tensor', 'arm', 'rows, median', 'columns, median'],
      rows: summaries.map((curve) => [
        curve.tensor,
        nameOf(curve),
        ...AXES.map((axis) => String(Number(curve.medians[axis].toPrecision(2)))),
      ]),
    },
  };
}
