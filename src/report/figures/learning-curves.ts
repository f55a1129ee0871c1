import type { ReportedExperiment } from '../reported-experiment.ts';
import { type CellCurves, cellCurves, type Measure, valueRange } from './curves.ts';
import { type Figure, figureSubtitle, rounded } from './figure.ts';
import { type Line, linePanel } from './line-panel.ts';
import { drawnRow, rowName, rowsShownFirst, shortName } from './palette.ts';

/** As many letters as have room at the end of a line. */
const MOST_LETTERS = 30;

/** No more points than this in a line: a chart has no room to show more. */
const MOST_POINTS = 40;

const MEASURES: Readonly<Record<Measure, string>> = {
  dev: 'Log-perplexity of the development set, nats a token; lower is better',
  loss: 'Training loss, nats a token, label smoothing included',
};

/** Every so many of `points`, and the last. */
function thinned<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => (points.length - 1 - index) % every === 0);
}

function pointsOf({ seeds, band, broken }: CellCurves): Pick<Line, 'points' | 'band' | 'broken'> {
  const points = thinned(band).map((point) => ({ ...point, x: point.step, y: point.value }));
  return {
    points,
    broken: broken.map((run) =>
      thinned(run.points).map(({ step, value }) => ({ x: step, y: value })),
    ),
    band: seeds - broken.length > 1 ? points : [],
  };
}

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
  const arms = report.arms.filter((arm) => cells.some((cell) => cell.arm === arm.name));
  return {
    title: findingOf(given, cells),
    subtitle: `${MEASURES[measure]}; the mean of seeds, in the band that they span. ${figureSubtitle(given)}`,
    columns: 2,
    panels: arms.map((arm) =>
      linePanel({
        id: `${id}-${arm.name}`,
        title: arm.label,
        x: { range: [0, steps], title: 'step' },
        y: { range: [rounded(low, 4), rounded(high, 4)] },
        lines: cells
          .filter((cell) => cell.arm === arm.name)
          .map((cell) => ({
            ...drawnRow(experiment, cell.row, shown),
            name: shortName(experiment, cell.row, MOST_LETTERS),
            ...pointsOf(cell),
          })),
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
