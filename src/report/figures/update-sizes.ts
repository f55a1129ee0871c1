import type { ReportedExperiment } from '../reported-experiment.ts';
import { summariseUpdateSizes, type UpdateSizes, updateSizes } from '../stats/update-sizes.ts';
import { type Figure, figureSubtitle, rounded } from './figure.ts';
import { linePanel } from './line-panel.ts';
import { armStyle, COLORS, type RowStyle, rowName } from './palette.ts';

/** The paper's curve is in ink; ours have the colours of their arms. */
const PAPER_STYLE: RowStyle = { color: COLORS.length - 1, dash: 0, isOwn: true };

/** Ticks of a scale on which too large by a factor is as far from 1 as too small by it. */
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

/**
 * Figure 1: the RMS of the unscaled updates of one tensor over the steps, a panel for each row, the
 * paper's curve and ours. Undefined where the experiment describes no such figure.
 */
export function updateSizesFigure(given: ReportedExperiment): Figure | undefined {
  const { experiment, runs } = given;
  const { figure } = experiment;
  if (figure === undefined) return undefined;
  const curves = updateSizes(
    experiment,
    runs.map(({ result }) => result),
  );
  const arms = Object.keys(experiment.arms);
  const sizes = curves.flatMap(({ points }) => points.map(({ value }) => value));
  const steps = Math.max(...curves.flatMap(({ points }) => points.map(({ step }) => step)));
  const range = [
    rounded(Math.min(...sizes) / 1.1, 3),
    rounded(Math.max(...sizes) * 1.1, 3),
  ] as const;
  const nameOf = ({ arm }: UpdateSizes) =>
    arm === undefined ? 'paper' : experiment.arms[arm]!.label;
  const rows = Object.keys(experiment.rows).filter((row) =>
    curves.some((curve) => curve.row === row),
  );
  const summaries = summariseUpdateSizes(curves);
  const offBy = (row: string) => {
    const ours = summaries.filter((curve) => curve.row === row && curve.arm !== undefined);
    const factors = ours.map(({ factorFromOne }) => `${factorFromOne.toFixed(2)}×`);
    return `${rowName(experiment, row)} by ${factors.join(' and ')}`;
  };
  return {
    title: `${figure.label} is off 1: ${rows.map(offBy).join('; ')}`,
    subtitle: `${figure.label} of ${figure.tensor}: the root mean square of the update before clipping and step size, g / √v, which is 1 where the second moment fits the gradient. The paper’s curve is read off its Figure 1. ${figureSubtitle(given)}`,
    columns: 2,
    panels: rows.map((row) =>
      linePanel({
        id: `updates-${row}`,
        title: rowName(experiment, row),
        x: { range: [0, steps], title: 'step' },
        y: {
          range,
          log: true,
          ticks: TICKS.filter((tick) => tick >= range[0] && tick <= range[1]),
        },
        level: 1,
        lines: curves
          .filter((curve) => curve.row === row)
          .map((curve) => ({
            row: nameOf(curve),
            name: nameOf(curve),
            style:
              curve.arm === undefined
                ? PAPER_STYLE
                : // Of every step: dashes would not show.
                  { ...armStyle(arms.indexOf(curve.arm)), dash: 0 },
            isShown: true,
            isRaw: curve.arm !== undefined,
            points: curve.points.map(({ step, value }) => ({ x: step, y: value })),
          })),
      }),
    ),
    data: {
      header: ['row', 'curve', 'least', 'median', 'most'],
      rows: summaries.map((curve) => [
        curve.row,
        curve.arm === undefined ? 'paper' : experiment.arms[curve.arm]!.label,
        ...[curve.least, curve.median, curve.most].map((value) => value.toFixed(2)),
      ]),
    },
  };
}
