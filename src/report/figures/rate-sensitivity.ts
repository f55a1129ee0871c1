import type { TuningReport } from '../choices.ts';
import { PALETTE, type PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { figureTitle, rounded } from './labels.ts';

const WIDTH = 420;
const HEIGHT = 280;

/** Rows are told apart without colour too. */
const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'stroke'];

type Point = {
  readonly row: string;
  readonly factor: number;
  readonly logPerplexity: number;
  readonly chosen: boolean;
};

function pointsOf({ row, trials, chosen }: TuningReport): Point[] {
  return trials.flatMap(({ times, value, logPerplexity }) =>
    logPerplexity === undefined
      ? []
      : [
          {
            row,
            factor: times,
            logPerplexity: rounded(logPerplexity, 4),
            chosen: value === chosen?.value,
          },
        ],
  );
}

/** What a model costs that has learned nothing but how frequent subwords are, where runs know it. */
function unigramLevel({ results }: ReportedExperiment): number | undefined {
  const levels = results.flatMap(({ unigram }) => unigram?.logPerplexity ?? []);
  return levels.length === 0 ? undefined : rounded(Math.max(...levels), 4);
}

const y = {
  field: 'logPerplexity',
  type: 'quantitative' as const,
  scale: { zero: false },
  axis: { title: 'dev log-perplexity at the end (lower is better)' },
};

/** A dashed line at that level, with its name. */
function levelLayers(level: number | undefined) {
  if (level === undefined) return [];
  const data = { values: [{ logPerplexity: level }] };
  return [
    {
      data,
      mark: { type: 'rule' as const, color: '#888', strokeDash: [4, 3], aria: false },
      encoding: { y },
    },
    {
      data,
      mark: {
        type: 'text' as const,
        text: 'subword frequencies alone',
        ...{ x: 4, dy: -6, align: 'left' as const, fontSize: 9, color: '#666' },
      },
      encoding: { y },
    },
  ];
}

/**
 * How the end of training follows the number that was tuned, such as a rate: a line for each row, over
 * the factors that its own number was multiplied by. Undefined where nothing was tuned.
 */
export function rateSensitivity(given: ReportedExperiment): PlotSpec | undefined {
  const { choices } = given.report;
  const points = choices.flatMap(pointsOf);
  if (points.length === 0) return undefined;
  const rows = choices.map(({ row }) => row);
  const factors = [...new Set(points.map(({ factor }) => factor))].sort((a, b) => a - b);
  const x = {
    field: 'factor',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, nice: false, padding: 12 },
    axis: { title: 'times the row’s own number', values: factors, format: '~g', grid: true },
  };
  const color = {
    field: 'row',
    type: 'nominal' as const,
    scale: { domain: rows, range: rows.map((_, i) => PALETTE[i % PALETTE.length]!) },
    legend: { title: null, orient: 'right' as const },
  };
  const shape = {
    field: 'row',
    type: 'nominal' as const,
    scale: { domain: rows, range: rows.map((_, i) => SHAPES[i % SHAPES.length]!) },
    legend: { title: null, orient: 'right' as const },
  };
  return {
    title: figureTitle(given, 'What a wrong number costs; the large mark was chosen'),
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...levelLayers(unigramLevel(given)),
      {
        data: { values: points },
        mark: { type: 'line' as const, strokeWidth: 1.5, aria: false },
        encoding: { x, y, color },
      },
      {
        data: { values: points },
        mark: { type: 'point' as const, filled: true, opacity: 1, aria: false },
        encoding: {
          ...{ x, y, color, shape },
          size: { condition: { test: 'datum.chosen', value: 160 }, value: 40 },
        },
      },
    ],
  };
}
