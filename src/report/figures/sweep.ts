import { PALETTE, type PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type SweepCurve, type SweepReport, TOLERATED_PART } from '../sweep.ts';
import { figureTitle, panelTitle, rounded } from './labels.ts';

/** Width and height of a panel, in pixels. */
const PANEL = { width: 150, height: 110 };
const COLUMNS = 5;

const QUIET = '#888';

/** What all panels share. */
type Frame = {
  readonly sweep: SweepReport;
  /** By the names in the legend. */
  readonly colors: Readonly<Record<string, string>>;
  readonly most: number;
};

type Place = { readonly first: boolean; readonly last: boolean };

function axes({ sweep, most }: Frame, { first, last }: Place) {
  const { values, symbol } = sweep;
  return {
    x: {
      field: 'value',
      type: 'quantitative' as const,
      scale: { type: 'log' as const, domain: [values[0]!, values.at(-1)!], nice: false },
      axis: {
        title: last ? symbol : null,
        values: [...values],
        format: '~g',
        grid: false,
        labelOverlap: true,
      },
    },
    y: {
      field: 'bleu',
      type: 'quantitative' as const,
      scale: { domain: [0, rounded(most, 3)], nice: false },
      axis: { title: first ? 'BLEU' : null, labels: first, tickCount: 4 },
    },
  };
}

/** The line that a score has to stay above to be tolerated, and that of the marked value. */
function guides(curves: readonly SweepCurve[], frame: Frame, encoding: ReturnType<typeof axes>) {
  const scores = curves.flatMap(({ points }) => points.map(({ bleu = 0 }) => bleu));
  const least = rounded(TOLERATED_PART * Math.max(...scores, 0), 4);
  const { marked } = frame.sweep;
  return [
    {
      data: { values: [{ bleu: least }] },
      mark: { type: 'rule' as const, color: QUIET, strokeDash: [1, 3], aria: false },
      encoding: { y: encoding.y },
    },
    {
      data: { values: marked === undefined ? [] : [{ value: marked }] },
      mark: { type: 'rule' as const, color: QUIET, strokeDash: [4, 3], aria: false },
      encoding: { x: encoding.x },
    },
  ];
}

function panel({ experiment }: ReportedExperiment, row: string, frame: Frame, place: Place) {
  const { sweep, colors } = frame;
  const curves = sweep.curves.filter((curve) => curve.row === row);
  const encoding = axes(frame, place);
  const nameOf = (arm: string) => sweep.arms.find(({ name }) => name === arm)!.label;
  const points = curves.flatMap(({ arm, points }) =>
    points.flatMap(({ value, bleu }) =>
      bleu === undefined ? [] : [{ value, bleu: rounded(bleu, 4), arm: nameOf(arm) }],
    ),
  );
  return {
    ...PANEL,
    layer: [
      panelTitle(row, { y: -22, bold: true }),
      panelTitle(experiment.rows[row]!.label, { y: -8, bold: false }),
      ...guides(curves, frame, encoding),
      {
        data: { values: points },
        mark: {
          type: 'line' as const,
          aria: false,
          strokeWidth: 1.5,
          point: { size: 24, filled: true, aria: false },
        },
        encoding: {
          ...encoding,
          color: {
            field: 'arm',
            type: 'nominal' as const,
            scale: { domain: Object.keys(colors), range: Object.values(colors) },
            legend: { title: null, orient: 'top' as const, symbolType: 'circle' },
          },
        },
      },
    ],
  };
}

/**
 * The map of a sweep in small multiples: a panel for each row that was run, and in it the score at
 * each value of the swept number, a curve for each arm. The value of the tables is marked.
 */
export function sweepPanels(given: ReportedExperiment): PlotSpec | undefined {
  const { experiment, report } = given;
  const { sweep } = report;
  if (sweep === undefined) return undefined;
  const scores = sweep.curves.flatMap(({ points }) => points.map(({ bleu = 0 }) => bleu));
  const frame: Frame = {
    sweep,
    colors: Object.fromEntries(
      sweep.arms.map(({ label }, index) => [label, PALETTE[index % PALETTE.length]!]),
    ),
    most: Math.max(...scores) > 0 ? 1.05 * Math.max(...scores) : 1,
  };
  const rows = Object.keys(experiment.rows).filter((row) =>
    sweep.curves.some((curve) => curve.row === row && curve.points.some(({ runs }) => runs > 0)),
  );
  const columns = Math.min(COLUMNS, rows.length);
  const heading = figureTitle(given, `BLEU against ${sweep.key} (${sweep.symbol})`);
  return {
    title: {
      ...heading,
      subtitle: [
        ...heading.subtitle,
        ...(sweep.marked === undefined
          ? []
          : [`Dashed: ${sweep.symbol} = ${sweep.marked}, at which the tables are run`]),
        `Dotted: ${100 * TOLERATED_PART}% of the row’s best`,
      ],
    },
    columns,
    align: 'all',
    bounds: 'flush',
    spacing: { row: 66, column: 16 },
    concat: rows.map((row, index) =>
      panel(given, row, frame, {
        first: index % columns === 0,
        last: index + columns >= rows.length,
      }),
    ),
  };
}
