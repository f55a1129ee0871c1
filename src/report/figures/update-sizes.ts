import { PALETTE, type PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { updateSizes } from '../update-sizes.ts';
import { armLabel, figureTitle, panelTitle, rounded, rowLabel } from './labels.ts';

const PANEL = { width: 320, height: 240 };

const PAPER = 'paper';
const PAPER_COLOR = '#000000';

/**
 * Figure 1: the RMS of the unscaled updates of one tensor over the steps, a panel for each row, the
 * paper's curve and ours. Undefined where the experiment describes no such figure.
 */
export function updateSizesFigure(given: ReportedExperiment): PlotSpec | undefined {
  const { experiment, results } = given;
  const { figure } = experiment;
  if (figure === undefined) return undefined;
  const curves = updateSizes(experiment, results);
  const arms = Object.keys(experiment.arms).filter((arm) =>
    results.some(({ cell }) => cell?.arm === arm),
  );
  const names = [PAPER, ...arms.map((arm) => armLabel(experiment, arm))];
  const steps = Math.max(...curves.flatMap(({ points }) => points.map(({ step }) => step)));
  const sizes = curves.flatMap(({ points }) => points.map(({ value }) => value));
  const rows = Object.keys(experiment.rows).filter((row) =>
    curves.some((curve) => curve.row === row),
  );
  const x = {
    field: 'step',
    type: 'quantitative' as const,
    scale: { domain: [0, steps], nice: false },
    axis: { title: 'step', tickCount: 4, grid: false },
  };
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    // Too large by a factor is as far from 1 as too small by it. The panels share the scale.
    scale: {
      type: 'log' as const,
      domain: [rounded(Math.min(...sizes) / 1.1, 3), rounded(Math.max(...sizes) * 1.1, 3)],
      nice: false,
    },
    axis: { title: figure.label, values: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50] },
  };
  const panel = (row: string) => ({
    ...PANEL,
    layer: [
      panelTitle(rowLabel(experiment, row), { y: -8, bold: true }),
      {
        data: { values: [{ value: 1 }] },
        mark: { type: 'rule' as const, color: '#888', strokeDash: [4, 4], aria: false },
        encoding: { y },
      },
      {
        data: {
          values: curves
            .filter((curve) => curve.row === row)
            .flatMap(({ arm, seed, points }) =>
              points.map(({ step, value }) => ({
                step,
                value: rounded(value, 4),
                name: arm === undefined ? PAPER : armLabel(experiment, arm),
                run: `${arm ?? PAPER} ${seed ?? ''}`,
              })),
            ),
        },
        mark: { type: 'line' as const, strokeWidth: 1.5, aria: false },
        encoding: {
          x,
          y,
          color: {
            field: 'name',
            type: 'nominal' as const,
            scale: {
              domain: names,
              range: [PAPER_COLOR, ...arms.map((_, index) => PALETTE[index % PALETTE.length]!)],
            },
            legend: {
              title: null,
              orient: 'top' as const,
              symbolType: 'stroke' as const,
              symbolStrokeWidth: 2.5,
              labelLimit: 300,
            },
          },
          detail: { field: 'run', type: 'nominal' as const },
        },
      },
    ],
  });
  return {
    title: figureTitle(given, `${figure.label} of ${figure.tensor}`),
    spacing: 30,
    hconcat: rows.map(panel),
  };
}
