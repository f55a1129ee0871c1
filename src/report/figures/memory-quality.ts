import { nice, ticks } from 'd3-array';
import { PALETTE, type PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import type { Spread } from '../spread.ts';
import { placeLabels } from './label-placement.ts';
import { armLabel, figureTitle, panelTitle, rounded } from './labels.ts';

const PANEL = { width: 360, height: 280 };
/** Of the panel's height, at its bottom: where rows stand that have no score. */
const DIVERGED_STRIP = 30;
/** Of the panel's width, at its left: where rows stand that keep nothing, as 0 has no logarithm. */
const ZERO_STRIP = 48;

/** A row in one arm. */
type Mark = {
  readonly row: string;
  readonly bytes: number;
  /** BLEU of the runs that completed; undefined where all diverged. */
  readonly bleu: Spread | undefined;
};

function marksOf({ report }: ReportedExperiment, arm: string): Mark[] {
  return report.rows.flatMap(({ row, cells }) => {
    const cell = cells[arm];
    if (cell?.stateBytes === undefined) return [];
    return [{ row, bytes: cell.stateBytes, bleu: cell.bleu }];
  });
}

/** Maps values to pixels of the panel, and names the ticks. */
type Axes = {
  readonly x: (bytes: number) => number;
  readonly y: (bleu: number) => number;
  readonly xTicks: readonly { readonly at: number; readonly text: string }[];
  readonly yTicks: readonly { readonly at: number; readonly text: string }[];
  readonly withZero: boolean;
  readonly withDiverged: boolean;
};

/** About how many numbers an axis of scores has. */
const TICKS = 6;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A power of ten of bytes, such as `100 kB`. */
function bytesLabel(exponent: number): string {
  const unit = Math.min(Math.floor(exponent / 3), UNITS.length - 1);
  return `${10 ** (exponent - 3 * unit)} ${UNITS[unit]}`;
}

function axesOf(marks: readonly Mark[]): Axes {
  const kept = marks.filter(({ bytes }) => bytes > 0).map(({ bytes }) => Math.log10(bytes));
  const withZero = kept.length < marks.length;
  const left = withZero ? ZERO_STRIP : 0;
  const low = kept.length > 0 ? Math.floor(Math.min(...kept) - 0.15) : 0;
  const high = kept.length > 0 ? Math.ceil(Math.max(...kept) + 0.15) : 1;
  const x = (bytes: number) =>
    bytes === 0
      ? ZERO_STRIP / 2
      : left + ((PANEL.width - left) * (Math.log10(bytes) - low)) / (high - low);

  const spreads = marks.flatMap(({ bleu }) => bleu ?? []);
  const withDiverged = spreads.length < marks.length;
  const bottom = PANEL.height - (withDiverged ? DIVERGED_STRIP : 0);
  const [worst, best] =
    spreads.length > 0
      ? [
          Math.min(...spreads.map(({ least }) => least)),
          Math.max(...spreads.map(({ most }) => most)),
        ]
      : [0, 1];
  const margin = Math.max(0.05 * (best - worst), 0.5);
  const [from, to] = nice(Math.max(worst - margin, 0), best + margin, TICKS);
  const y = (bleu: number) => bottom - (bottom * (bleu - from)) / (to - from);
  return {
    x,
    y,
    withZero,
    withDiverged,
    xTicks: [
      ...(withZero ? [{ at: x(0), text: '0' }] : []),
      ...Array.from({ length: high - low + 1 }, (_, index) => ({
        at: x(10 ** (low + index)),
        text: bytesLabel(low + index),
      })),
    ],
    yTicks:
      spreads.length === 0
        ? []
        : ticks(from, to, TICKS).map((bleu) => ({ at: y(bleu), text: `${bleu}` })),
  };
}

/** An axis of the panel's pixels whose ticks stand where `ticks` says. */
function axis(title: string | null, ticks: Axes['xTicks'], labels: boolean) {
  const texts = ticks.map(({ at, text }) => `abs(datum.value - ${at}) < 1e-6 ? '${text}' : `);
  return {
    title,
    values: ticks.map(({ at }) => at),
    labelExpr: `${texts.join('')}''`,
    labels,
    labelOverlap: false,
  };
}

function panel(title: string, color: string, marks: readonly Mark[], axes: Axes, first: boolean) {
  const strip = PANEL.height - DIVERGED_STRIP / 2;
  const points = marks.map(({ row, bytes, bleu }) => {
    const place = (score: number | undefined) =>
      score === undefined ? strip : rounded(axes.y(score), 2);
    return {
      text: row,
      x: rounded(axes.x(bytes), 2),
      y: place(bleu?.mean),
      low: place(bleu?.least),
      high: place(bleu?.most),
      diverged: bleu === undefined,
    };
  });
  const places = placeLabels(points, PANEL);
  const labelled = points.map((point, index) => ({
    ...point,
    labelX: places[index]!.x,
    labelY: places[index]!.y,
  }));
  const encoding = {
    x: {
      field: 'x',
      type: 'quantitative' as const,
      scale: { domain: [0, PANEL.width], nice: false },
      axis: axis('optimiser state', axes.xTicks, true),
    },
    y: {
      field: 'y',
      type: 'quantitative' as const,
      scale: { domain: [PANEL.height, 0], nice: false },
      axis: axis(first ? 'BLEU of the test set' : null, axes.yTicks, first),
    },
  };
  const shape = (diverged: boolean) => (diverged ? 'M-.5,-.5L.5,.5M-.5,.5L.5,-.5' : 'circle');
  return {
    ...PANEL,
    layer: [
      panelTitle(title, { y: -12, bold: true }),
      {
        data: { values: axes.withZero ? [{ x: ZERO_STRIP }] : [] },
        mark: { type: 'rule' as const, color: '#bbb', strokeDash: [2, 3], aria: false },
        encoding: { x: encoding.x },
      },
      {
        data: { values: axes.withDiverged ? [{ y: PANEL.height - DIVERGED_STRIP }] : [] },
        mark: { type: 'rule' as const, color: '#bbb', strokeDash: [2, 3], aria: false },
        encoding: { y: encoding.y },
      },
      {
        data: { values: axes.withDiverged ? [{ text: 'diverged' }] : [] },
        mark: {
          type: 'text' as const,
          x: PANEL.width - 4,
          y: strip,
          align: 'right' as const,
          fontSize: 10,
          color: '#666',
        },
        encoding: { text: { field: 'text', type: 'nominal' as const } },
      },
      {
        data: { values: labelled },
        mark: { type: 'rule' as const, color: '#999', strokeWidth: 0.75, aria: false },
        encoding: {
          ...encoding,
          x2: { field: 'labelX' },
          y2: { field: 'labelY' },
        },
      },
      {
        data: { values: labelled.filter(({ low, high }) => low !== high) },
        mark: { type: 'rule' as const, color, strokeWidth: 1.5, opacity: 0.5, aria: false },
        encoding: { x: encoding.x, y: { ...encoding.y, field: 'low' }, y2: { field: 'high' } },
      },
      ...[false, true].map((diverged) => ({
        data: { values: labelled.filter((point) => point.diverged === diverged) },
        mark: {
          type: 'point' as const,
          shape: shape(diverged),
          filled: !diverged,
          size: diverged ? 64 : 44,
          strokeWidth: diverged ? 2 : 0,
          opacity: 1,
          color,
          aria: false,
        },
        encoding,
      })),
      {
        data: { values: labelled },
        mark: { type: 'text' as const, fontSize: 11, fontWeight: 'bold' as const, aria: false },
        encoding: {
          x: { ...encoding.x, field: 'labelX' },
          y: { ...encoding.y, field: 'labelY' },
          text: { field: 'text', type: 'nominal' as const },
        },
      },
    ],
  };
}

/** The panels of the figure, a panel for each arm that has a run. */
function panels(given: ReportedExperiment) {
  const { experiment } = given;
  const arms = Object.keys(experiment.arms)
    .map((arm) => ({ arm, marks: marksOf(given, arm) }))
    .filter(({ marks }) => marks.length > 0);
  const axes = axesOf(arms.flatMap(({ marks }) => marks));
  return (withAxis: (index: number) => boolean) =>
    arms.map(({ arm, marks }, index) => {
      const color = PALETTE[Object.keys(experiment.arms).indexOf(arm) % PALETTE.length]!;
      return panel(armLabel(experiment, arm), color, marks, axes, withAxis(index));
    });
}

/**
 * What an optimiser keeps between steps, on a logarithmic axis, against the BLEU that it reaches: a
 * panel for each arm; several seeds as their mean and their range.
 */
export function memoryAgainstQuality(given: ReportedExperiment): PlotSpec {
  return {
    title: figureTitle(given, 'Optimiser state against quality'),
    columns: 2,
    spacing: 24,
    concat: panels(given)((index) => index % 2 === 0),
  };
}

/** The same, each panel a drawing of its own. */
export function memoryPanels(given: ReportedExperiment): PlotSpec[] {
  return panels(given)(() => true);
}
