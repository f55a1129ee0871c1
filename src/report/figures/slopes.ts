import { max } from 'd3-array';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type CellReport, paperScore, type Spread } from '../stats/cells.ts';
import {
  colored,
  cross,
  dashed,
  type Figure,
  figureSubtitle,
  levelLine,
  type Panel,
  panelTitle,
  rounded,
  softText,
  tickText,
} from './figure.ts';
import { html, type Markup } from './markup.ts';
import { type DrawnRow, drawnRow, type RowStyle, rowsShownFirst } from './palette.ts';
import { type PlotArea, spreadLabels, yOf } from './plot-area.ts';
import { textWidth } from './text-lines.ts';

/** A row across the arms of one table, ours or the paper's. */
type Slope = DrawnRow & {
  /** By arm; undefined where the row has no score there. */
  readonly scores: readonly (Pick<Spread, 'mean' | 'least' | 'most'> | undefined)[];
};

type SlopePanel = {
  readonly title: string;
  /** Where it is from, in a sentence: in the paper, here. */
  readonly where: string;
  readonly explanation: string;
  readonly arms: readonly string[];
  readonly slopes: readonly Slope[];
};

/** The look of rows in the background. */
const BACKGROUND: RowStyle = { color: 0, dash: 0, isOwn: false };

/** Part of the best score of a table below which a row has failed. */
const FAILED_PART = 0.1;

const SIZE = { width: 376, height: 292 };
const PLOT = { left: 32, top: 52, bottom: 258, right: 190 };

export const bestOf = ({ slopes }: SlopePanel): number =>
  max(slopes, ({ scores }) => max(scores, (score) => score?.mean)) ?? 0;

const hasFailed = (panel: SlopePanel, mean: number): boolean => mean <= FAILED_PART * bestOf(panel);

/** The labels at the right of a panel: the name, and the last score. */
const labelOf = ({ name, scores }: Slope): string => `${name} ${scores.at(-1)!.mean.toFixed(1)}`;

const armX = (index: number, { arms }: SlopePanel): number =>
  PLOT.left + (index * (PLOT.right - PLOT.left)) / Math.max(1, arms.length - 1);

function slopeSvg(panel: SlopePanel, slope: Slope, area: PlotArea): Markup {
  const { scores, isShown, style, name } = slope;
  const points = scores.flatMap((score, index) =>
    score === undefined ? [] : [{ ...score, x: armX(index, panel), y: yOf(score.mean, area) }],
  );
  const path = points.map((point) => `${rounded(point.x)},${rounded(point.y)}`).join('L');
  const said = scores.map((score) => score?.mean.toFixed(1) ?? 'not run').join(' to ');
  return html`<g${colored(style)} stroke="currentColor" fill="none" stroke-width="${isShown ? 2.2 : 1}"${!isShown && html` opacity=".3"`}><title>${name}: ${said}</title>${
    points.length > 1 && html`<path${dashed(style)} d="M${path}"/>`
  }${points.map(
    ({ x: px, y, mean, least, most }) =>
      html`${most > least && html`<path opacity=".5" d="M${rounded(px)},${rounded(yOf(least, area))}V${rounded(yOf(most, area))}"/>`}${
        hasFailed(panel, mean)
          ? cross(px, y)
          : html`<circle cx="${rounded(px)}" cy="${rounded(y)}" r="3.4" fill="currentColor" stroke="none"/>`
      }`,
  )}</g>`;
}

/** A panel from 0 to the best score of its own table: BLEU of two tasks is not one scale. */
export function slopePanel(panel: SlopePanel, best = bestOf(panel)): Panel {
  const { title, explanation, arms, slopes } = panel;
  const area: PlotArea = { ...PLOT, x: [0, 1], y: [0, best > 0 ? best : 1] };
  const labelled = slopes.filter((slope) => slope.isShown && slope.scores.at(-1) !== undefined);
  const places = spreadLabels(
    labelled.map(({ scores }) => yOf(scores.at(-1)!.mean, area)),
    { top: area.top, bottom: area.bottom + 6 },
  );
  const width = Math.max(
    SIZE.width,
    area.right + 12 + Math.max(...labelled.map((slope) => textWidth(labelOf(slope)))),
  );
  return {
    ...SIZE,
    width: Math.ceil(width),
    name: `${title}: ${arms.join(' to ')}`,
    body: html`${panelTitle(title, 0, 14)}${softText(explanation, { x: 0, y: 31 })}${[
      0,
      best / 2,
      best,
    ].map(
      (value) =>
        html`${levelLine(value, area)}${softText(tickText(rounded(value, 0)), { x: area.left - 8, y: yOf(value, area) + 4, anchor: 'end' })}`,
    )}${[...slopes].sort((a, b) => Number(a.isShown) - Number(b.isShown)).map((slope) => slopeSvg(panel, slope, area))}${labelled.map(
      (slope, index) =>
        html`<text${colored(slope.style)} font-weight="600" x="${area.right + 9}" y="${rounded(places[index]!)}" dy=".32em">${labelOf(slope)}</text>`,
    )}${arms.map((arm, index) =>
      softText(arm, { x: armX(index, panel), y: area.bottom + 20, anchor: 'middle' }),
    )}`,
  };
}

function slopesOf(
  { experiment, report }: ReportedExperiment,
  scoreOf: (cell: CellReport) => Slope['scores'][number],
): Slope[] {
  const there = report.rows
    .map(({ row, cells }) => ({
      row,
      scores: report.arms.map(({ name }) => cells[name] && scoreOf(cells[name])),
    }))
    .filter(({ scores }) => scores.some((score) => score !== undefined));
  const shown = rowsShownFirst(
    experiment,
    there.map(({ row }) => row),
  );
  return there.map(({ row, scores }) => {
    const drawn = drawnRow(experiment, row, shown);
    return { ...drawn, scores, style: drawn.isShown ? drawn.style : BACKGROUND };
  });
}

/** The paper's table as a panel; undefined where it has none. */
export function paperPanel(given: ReportedExperiment, explanation: string): SlopePanel | undefined {
  const slopes = slopesOf(given, ({ paper }) => {
    const mean = paperScore(paper);
    return mean === undefined ? undefined : { mean, least: mean, most: mean };
  });
  const arms = given.report.arms.map(({ label }) => label);
  if (slopes.length === 0) return undefined;
  return { title: 'The paper', where: 'in the paper', explanation, arms, slopes };
}

export function ourPanel(
  given: ReportedExperiment,
  words: Pick<SlopePanel, 'title' | 'where' | 'explanation'>,
): SlopePanel {
  const arms = given.report.arms.map(({ label }) => label);
  return { ...words, arms, slopes: slopesOf(given, ({ score }) => score) };
}

/** The finding of the panels of a table: how many rows fail in its last arm. */
export function slopeFinding(panels: readonly SlopePanel[]): string {
  const failures = panels.map((panel) => {
    const last = panel.slopes.flatMap(({ scores }) => scores.at(-1)?.mean ?? []);
    const failed = last.filter((mean) => hasFailed(panel, mean)).length;
    return `${failed} of ${last.length} ${panel.where}`;
  });
  return `Rows that fail, ${panels[0]!.arms.at(-1)!}: ${failures.join(', ')}`;
}

export const SLOPE_LEGEND =
  'BLEU of the test set from 0 to the best, the paper’s and ours apart, as BLEU of two tasks cannot ' +
  `be compared; bars span the seeds. A cross: at most ${100 * FAILED_PART}% of the best; a run that diverged has 0.`;

/**
 * A table as a picture: what each row scores in each arm, in the paper and here. Undefined for a
 * table with one arm.
 */
export function slopeFigure(given: ReportedExperiment): Figure | undefined {
  const { report, experiment, protocol } = given;
  if (report.arms.length < 2 || experiment.figure !== undefined) return undefined;
  const paper = paperPanel(given, '');
  const ours = ourPanel(given, {
    title: 'Ours',
    where: 'here',
    explanation: `protocol ${protocol}`,
  });
  const panels = paper === undefined ? [ours] : [paper, ours];
  const drawn = panels.map((panel) => slopePanel(panel));
  const width = Math.max(...drawn.map((panel) => panel.width));
  return {
    title: slopeFinding(panels),
    subtitle: `${SLOPE_LEGEND} ${figureSubtitle(given)}`,
    columns: 2,
    panels: drawn.map((panel) => ({ ...panel, width })),
    data: slopeData(panels),
  };
}

/** The numbers of the panels, a line for each row. */
export function slopeData(panels: readonly SlopePanel[]): Figure['data'] {
  const names = new Map(panels.flatMap(({ slopes }) => slopes.map(({ row, name }) => [row, name])));
  return {
    header: ['row', ...panels.flatMap(({ title, arms }) => arms.map((arm) => `${title}: ${arm}`))],
    rows: Array.from(names, ([row, name]) => [
      name === row ? name : `${name} (${row})`,
      ...panels.flatMap(({ arms, slopes }) => {
        const own = slopes.find((slope) => slope.row === row);
        return arms.map((_, index) => own?.scores[index]?.mean.toFixed(1) ?? '–');
      }),
    ]),
  };
}
