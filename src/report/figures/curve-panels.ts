import type { Experiment } from '../../experiment/definition.ts';
import { PALETTE, type PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { bestCurve, type Curve, curvesOf, type Measure, valueRange } from './curves.ts';
import { armLabel, cellLabel, figureTitle, panelTitle, rounded } from './labels.ts';

/** Width and height of a panel, in pixels. */
const PANEL = { width: 190, height: 104 };
const COLUMNS = 4;

/** Curves of no more points than this show them: few evaluations are not a line. */
const MOST_MARKED_POINTS = 6;

const REFERENCE_COLOR = '#b3b3b3';

const QUANTITY: Record<Measure, string> = {
  loss: 'Training loss',
  dev: 'Log-perplexity of the development set',
};

/** Thousands as `2k`: a panel has no room for more. */
const STEP_LABEL =
  "datum.value < 1000 ? format(datum.value, '~f') : format(datum.value / 1000, '~f') + 'k'";

/** What all panels share. */
type Frame = {
  readonly steps: number;
  readonly range: readonly [number, number];
  /** By the names in the legend: the arms, and the curve that every panel shows. */
  readonly colors: Readonly<Record<string, string>>;
  readonly reference: Curve | undefined;
  readonly referenceName: string;
  readonly marked: boolean;
  readonly faint: boolean;
};

type Place = { readonly first: boolean; readonly last: boolean };

const values = ({ points }: Curve, name: string, run: string) =>
  points.map(({ step, value }) => ({ step, value: rounded(value, 4), name, run }));

/** What a panel says in words: runs that broke down, and arms without a run. */
function notes(experiment: Experiment, row: string, own: readonly Curve[]): string[] {
  return experiment.rows[row]!.arms.flatMap((arm) => {
    const label = armLabel(experiment, arm);
    const runs = own.filter((curve) => curve.arm === arm);
    if (runs.length === 0) return [`${label}: not run`];
    return runs.flatMap(({ divergedAt, seed }) =>
      divergedAt === undefined
        ? []
        : [`× ${label}${runs.length > 1 ? `, seed ${seed}` : ''}: diverged at ${divergedAt}`],
    );
  });
}

function panel(
  { experiment }: ReportedExperiment,
  row: string,
  own: readonly Curve[],
  frame: Frame,
  { first, last }: Place,
) {
  const { steps, range, colors, reference, referenceName, marked, faint } = frame;
  const encoding = {
    x: {
      field: 'step',
      type: 'quantitative' as const,
      scale: { domain: [0, steps], nice: false },
      axis: {
        title: last ? 'step' : null,
        labelExpr: STEP_LABEL,
        tickCount: 4,
        grid: false,
      },
    },
    y: {
      field: 'value',
      type: 'quantitative' as const,
      scale: { domain: [...range], nice: false, zero: false },
      axis: { title: null, labels: first, tickCount: 4 },
    },
    color: {
      field: 'name',
      type: 'nominal' as const,
      scale: { domain: Object.keys(colors), range: Object.values(colors) },
      legend: {
        title: null,
        orient: 'top' as const,
        symbolType: 'stroke' as const,
        symbolStrokeWidth: 2.5,
        symbolOpacity: 1,
        labelLimit: 300,
      },
    },
    detail: { field: 'run', type: 'nominal' as const },
  };
  const ends = own.flatMap(({ arm, seed, points, divergedAt }) => {
    const end = points.at(-1);
    if (divergedAt === undefined || end === undefined) return [];
    const value = Math.min(end.value, range[1]);
    return [{ step: end.step, value, name: armLabel(experiment, arm), run: `${arm} ${seed}` }];
  });
  return {
    ...PANEL,
    layer: [
      panelTitle(row, { y: -22, bold: true }),
      panelTitle(experiment.rows[row]!.label, { y: -8, bold: false }),
      {
        data: { values: reference === undefined ? [] : values(reference, referenceName, 'best') },
        mark: { type: 'line' as const, clip: true, aria: false, strokeWidth: 1.25 },
        encoding,
      },
      {
        data: {
          values: own.flatMap((curve) =>
            values(curve, armLabel(experiment, curve.arm), `${curve.arm} ${curve.seed}`),
          ),
        },
        mark: {
          type: 'line' as const,
          clip: true,
          aria: false,
          strokeWidth: faint ? 1 : 1.5,
          opacity: faint ? 0.75 : 1,
          ...(marked ? { point: { size: 14, filled: true, aria: false } } : {}),
        },
        encoding,
      },
      {
        data: { values: ends },
        mark: {
          type: 'point' as const,
          shape: 'M-.5,-.5L.5,.5M-.5,.5L.5,-.5',
          size: 64,
          strokeWidth: 2,
          aria: false,
        },
        encoding,
      },
      {
        data: { values: [{ text: notes(experiment, row, own) }] },
        mark: {
          type: 'text' as const,
          x: PANEL.width - 4,
          y: 6,
          align: 'right' as const,
          baseline: 'top' as const,
          fontSize: 9,
          color: '#444',
        },
        encoding: { text: { field: 'text', type: 'nominal' as const } },
      },
    ],
  };
}

/**
 * The learning curves of an experiment in small multiples: a panel for each row that was run, a
 * colour for each arm, a line for each seed, and in every panel, in grey, the run that ends lowest.
 */
export function curvePanels(given: ReportedExperiment, measure: Measure): PlotSpec {
  const { experiment, results } = given;
  const curves = curvesOf(results, measure);
  const reference = bestCurve(curves);
  const referenceName =
    reference === undefined ? '' : `lowest: ${cellLabel(experiment, reference)}`;
  const arms = Object.keys(experiment.arms).map((arm) => armLabel(experiment, arm));
  const frame: Frame = {
    steps: Math.max(...results.map(({ config }) => config.training.steps)),
    range: valueRange(curves, Math.max(...results.map((each) => each.provenance.vocabulary.size))),
    colors: Object.fromEntries([
      ...arms.map((label, index) => [label, PALETTE[index % PALETTE.length]!]),
      ...(reference === undefined ? [] : [[referenceName, REFERENCE_COLOR]]),
    ]),
    reference,
    referenceName,
    marked: curves.every(({ points }) => points.length <= MOST_MARKED_POINTS),
    faint: new Set(curves.map(({ seed }) => seed)).size > 1,
  };
  const rows = Object.keys(experiment.rows).filter((row) =>
    curves.some((curve) => curve.row === row),
  );
  const columns = Math.min(COLUMNS, rows.length);
  return {
    title: figureTitle(given, `${QUANTITY[measure]}, in nats a token`),
    columns,
    align: 'all',
    bounds: 'flush',
    spacing: { row: 66, column: 16 },
    concat: rows.map((row, index) =>
      panel(
        given,
        row,
        curves.filter((curve) => curve.row === row),
        frame,
        {
          first: index % columns === 0,
          last: index + columns >= rows.length,
        },
      ),
    ),
  };
}
