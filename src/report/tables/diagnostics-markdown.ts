import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { AXES } from '../stats/signal-to-noise.ts';
import { armLabel, decimal, orDash } from './text.ts';

/** How large the updates of the tensor are that the experiment's figure follows. */
export function updateSizesSection(report: ExperimentReport): string[] {
  const { updateSizes, rows } = report;
  if (updateSizes === undefined) return [];
  const { tensor, label, curves } = updateSizes;
  const header = [
    ...['row', '', 'curve', 'seed', 'last step'],
    ...['least', 'median', 'most', 'off 1 by', 'all tensors'],
  ];
  const lines = curves.map((curve) => [
    curve.row,
    rows.find(({ row }) => row === curve.row)?.label ?? '',
    curve.arm === undefined ? 'paper' : armLabel(report, curve.arm),
    orDash(curve.seed, String),
    String(curve.lastStep),
    ...[curve.least, curve.median, curve.most].map((value) => decimal(value, 2)),
    `${decimal(curve.factorFromOne, 2)}×`,
    orDash(curve.allTensors, (value) => decimal(value, 2)),
  ]);
  return [
    '## Sizes of updates',
    `${label} of \`${tensor}\` over the steps that were measured. Off 1 by: the geometric mean of ` +
      'max(x, 1/x). All tensors: the mean over every tensor of the ' +
      'model and those steps.',
    alignedTable(header, lines, 'lllrrrrrrr'),
  ];
}

/** How well the means of rows and of columns represent second moments. */
export function signalToNoiseSection(report: ExperimentReport): string[] {
  const { signalToNoise, rows } = report;
  if (signalToNoise.length === 0) return [];
  const lines = signalToNoise.map(({ tensor, row, arm, seed, medians }) => [
    `\`${tensor}\``,
    row,
    rows.find((one) => one.row === row)?.label ?? '',
    armLabel(report, arm),
    String(seed),
    ...AXES.map((axis) => String(Number(medians[axis].toPrecision(3)))),
  ]);
  const header = [
    'tensor',
    'row',
    'optimiser',
    'arm',
    'seed',
    ...AXES.map((axis) => `along ${axis}`),
  ];
  return [
    '## Means in place of the second moment',
    'The signal-to-noise ratio of the second moment V, the median over the steps that were measured. Along ' +
      'rows: E[V]² / Var[V] within each row, averaged over all rows; row D of Table 2 keeps one mean for ' +
      'each row. Along columns: the same of columns, as row E keeps their means. Above 1 the entries ' +
      'differ by less than their mean, which represents them; below 1 it does not.',
    alignedTable(header, lines, 'llllrrr'),
  ];
}
