import { markdownTable } from 'markdown-table';
import { UserError } from '../errors.ts';
import type { Experiment } from '../experiment/definition.ts';
import type { Figure } from '../experiment/figure.ts';
import type { RunResult } from '../results/result.ts';
import type { PlotSpec } from './plot.ts';

type Point = { readonly step: number; readonly value: number };

/** How large unscaled updates were while something trained. */
export type UpdateSizes = {
  /** The row's name and label in the experiment. */
  readonly row: string;
  readonly rowLabel: string;
  /** `paper`, or the label of an arm of ours. */
  readonly source: string;
  /** Which curve of `source` this is, where it has several. */
  readonly seed: number;
  /** RMS of the unscaled update of the tensor that the figure follows. */
  readonly points: readonly Point[];
  /** Mean RMS over all tensors and points; the paper does not have it. */
  readonly allTensors: number | undefined;
};

const PAPER = 'paper';

function pointsOf(steps: readonly number[], values: readonly (number | null)[]): Point[] {
  return steps.flatMap((step, i) => {
    const value = values[i];
    // A logarithmic scale has no place for others.
    return typeof value === 'number' && value > 0 ? [{ step, value }] : [];
  });
}

function average(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return undefined;
  return known.reduce((total, value) => total + value, 0) / known.length;
}

function ourCurve(experiment: Experiment, { tensor }: Figure, result: RunResult): UpdateSizes {
  const { config, diagnostics } = result;
  const { row, arm } = result.cell!;
  const values = diagnostics?.kept[tensor]?.unscaledRms;
  if (diagnostics === undefined || values === undefined) {
    const kept = Object.keys(diagnostics?.kept ?? {}).join(', ') || 'nothing';
    throw new UserError(
      `the result of row ${row}, arm ${arm}, seed ${config.training.seed} has no unscaled updates ` +
        `of ${tensor}; it keeps ${kept}: name it under diagnostics.keep, or follow another tensor`,
    );
  }
  return {
    row,
    rowLabel: experiment.rows[row]!.label,
    source: experiment.arms[arm]!.label,
    seed: config.training.seed,
    points: pointsOf(diagnostics.steps, values),
    allTensors: average(diagnostics.all.unscaledRms?.mean ?? []),
  };
}

/**
 * The paper's curves, then ours: of each row and arm that has results, in the experiment's order.
 *
 * @throws UserError where a result does not keep the tensor that the figure follows
 */
export function updateSizes(
  experiment: Experiment,
  figure: Figure,
  results: readonly RunResult[],
): UpdateSizes[] {
  const { every, curves } = figure.paper;
  return Object.entries(experiment.rows).flatMap(([row, { label }]) => [
    ...(curves[row] === undefined
      ? []
      : [
          {
            row,
            rowLabel: label,
            source: PAPER,
            seed: 0,
            points: curves[row].map((value, i) => ({ step: i * every, value })),
            allTensors: undefined,
          },
        ]),
    ...Object.keys(experiment.arms).flatMap((arm) =>
      results
        .filter(({ cell }) => cell?.row === row && cell.arm === arm)
        .map((result) => ourCurve(experiment, figure, result)),
    ),
  ]);
}

/** The curves, a panel for each row, as a plot. */
export function updateSizesPlot(
  { title }: Experiment,
  figure: Figure,
  curves: readonly UpdateSizes[],
): PlotSpec {
  const sources = [...new Set(curves.map(({ source }) => source))];
  const rows = [...new Set(curves.map(({ rowLabel }) => rowLabel))];
  const values = curves.flatMap(({ rowLabel, source, seed, points }) =>
    points.map((point) => ({ ...point, row: rowLabel, source, seed })),
  );
  return {
    title: { text: title, subtitle: figure.tensor, anchor: 'middle' },
    data: { values },
    facet: { column: { field: 'row', type: 'nominal', sort: rows, title: null } },
    spec: {
      width: 340,
      height: 260,
      layer: [
        {
          mark: { type: 'rule', color: '#888', strokeDash: [4, 4] },
          encoding: { y: { datum: 1 } },
        },
        {
          mark: { type: 'line', strokeWidth: 1.5 },
          encoding: {
            x: { field: 'step', type: 'quantitative', title: 'step' },
            y: {
              field: 'value',
              type: 'quantitative',
              title: figure.label,
              // Too large by a factor is as far from 1 as too small by it.
              scale: { type: 'log' },
            },
            color: {
              field: 'source',
              type: 'nominal',
              title: null,
              sort: sources,
              legend: { orient: 'bottom', labelLimit: 400 },
            },
            detail: { field: 'seed' },
          },
        },
      ],
    },
  };
}

/** The value in the middle; of the middle two, the mean. */
function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

/** How far the values are from 1, as a factor: the geometric mean of max(x, 1/x). */
function typicalFactor(values: readonly number[]): number {
  const logs = values.map((value) => Math.abs(Math.log(value)));
  return Math.exp(logs.reduce((total, log) => total + log, 0) / logs.length);
}

const HEADER = [
  'row',
  '',
  'curve',
  'seed',
  'steps',
  'least',
  'median',
  'greatest',
  'from 1, typically',
  'all tensors',
];

function tableRow({ row, rowLabel, source, seed, points, allTensors }: UpdateSizes): string[] {
  const sorted = points.map(({ value }) => value).toSorted((a, b) => a - b);
  const labels = [row, rowLabel, source, source === PAPER ? '' : String(seed)];
  if (sorted.length === 0) return [...labels, '0', '', '', '', '', ''];
  return [
    ...labels,
    String(points.at(-1)!.step),
    sorted[0]!.toFixed(2),
    middle(sorted).toFixed(2),
    sorted.at(-1)!.toFixed(2),
    `${typicalFactor(sorted).toFixed(2)}×`,
    allTensors?.toFixed(2) ?? '',
  ];
}

/** The curves in numbers, in Markdown. */
export function updateSizesTable(figure: Figure, curves: readonly UpdateSizes[]): string {
  const table = markdownTable([HEADER, ...curves.map(tableRow)], {
    align: HEADER.map((_, column) => (column < 3 ? 'l' : 'r')),
    // Counts characters as they appear, not as UTF-16 units.
    stringLength: (text) => [...text].length,
  });
  return [
    table,
    `${figure.label} of ${figure.tensor} over the steps that were measured. "From 1, typically" is ` +
      'the geometric mean of the factor by which it is larger or smaller than 1. "All tensors" is ' +
      'the mean over every tensor of the model, and over the steps.',
  ].join('\n\n');
}
