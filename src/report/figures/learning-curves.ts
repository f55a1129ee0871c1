import type { ReportedExperiment } from '../reported-experiment.ts';
import { type CellCurves, cellCurves, type Measure, valueRange } from './curves.ts';
import { type Figure, rounded } from './figure.ts';
import { type Line, linePanel } from './line-panel.ts';
import { rowName, rowStyle, rowsShownFirst } from './palette.ts';
import { figureSubtitle } from './subtitle.ts';

/** No more points than this in a line: a chart has no room to show more. */
const MOST_POINTS = 40;

const MEASURES: Record<Measure, { readonly name: string; readonly unit: string }> = {
  dev: {
    name: 'Log-perplexity of the development set',
    unit: 'nats a token; lower is better',
  },
  loss: { name: 'Training loss', unit: 'nats a token, label smoothing included' },
};

/** Every so many of `points`, and the last. */
function thinned<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => (points.length - 1 - index) % every === 0);
}

const placed = ({ step, value }: { readonly step: number; readonly value: number }) => ({
  x: step,
  y: value,
});

function lineOf(
  { experiment }: ReportedExperiment,
  { row, seeds, band, broken }: CellCurves,
  isShown: boolean,
): Line {
  const points = thinned(band);
  return {
    row,
    name: rowName(experiment, row),
    style: rowStyle(experiment, row),
    isShown,
    points: points.map(placed),
    broken: broken.map((run) => thinned(run.points).map(placed)),
    band: seeds - broken.length > 1 ? points.map((point) => ({ ...point, x: point.step })) : [],
  };
}

/** Which curve ends lowest, in words. */
function findingOf({ experiment }: ReportedExperiment, cells: readonly CellCurves[]): string {
  const ended = cells.flatMap((cell) => {
    const value = cell.band.at(-1)?.value;
    return value === undefined ? [] : [{ ...cell, value }];
  });
  const [best] = ended.toSorted((a, b) => a.value - b.value);
  if (best === undefined) return 'Every run diverged';
  const { label } = experiment.arms[best.arm]!;
  const arm = Object.keys(experiment.arms).length > 1 ? `, ${label},` : '';
  return `${rowName(experiment, best.row)}${arm} ends lowest, at ${best.value.toFixed(2)} nats a token`;
}

/**
 * The learning curves of an experiment: a chart for each arm; in it a line for each row, the mean of
 * its seeds, in the band that they span. Rows beyond a handful are in the background. Undefined where
 * no run has a point.
 *
 * @param id begins every identifier, so that several drawings can be parts of one page
 */
export function learningCurves(
  given: ReportedExperiment,
  measure: Measure,
  id = 'curves',
): Figure | undefined {
  const { experiment, runs, report } = given;
  const cells = cellCurves(given, measure);
  if (cells.length === 0) return undefined;
  const lines = cells.flatMap(({ band, broken }) => [{ points: band }, ...broken]);
  const vocabulary = Math.max(...runs.map(({ result }) => result.provenance.vocabulary.size));
  const [low, high] = valueRange(lines, vocabulary);
  const steps = Math.max(...runs.map(({ result }) => result.config.training.steps));
  const shown = rowsShownFirst(experiment, [...new Set(cells.map(({ row }) => row))]);
  const { name, unit } = MEASURES[measure];
  const arms = report.arms.filter((arm) => cells.some((cell) => cell.arm === arm.name));
  return {
    title: findingOf(given, cells),
    subtitle: `${name}, ${unit}; the mean of seeds, in the band that they span. ${figureSubtitle(given)}`,
    columns: 2,
    panels: arms.map((arm) =>
      linePanel({
        id: `${id}-${arm.name}`,
        title: arm.label,
        x: { range: [0, steps], title: 'step' },
        y: { range: [rounded(low, 4), rounded(high, 4)] },
        lines: cells
          .filter((cell) => cell.arm === arm.name)
          .map((cell) => lineOf(given, cell, shown.includes(cell.row))),
      }),
    ),
    data: {
      header: ['row', 'arm', 'seeds', 'at the end'],
      rows: cells.map((cell) => [
        cell.row,
        experiment.arms[cell.arm]!.label,
        String(cell.seeds),
        cell.band.at(-1)?.value.toFixed(3) ?? 'diverged',
      ]),
    },
  };
}
