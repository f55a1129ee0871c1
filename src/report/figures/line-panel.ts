import {
  baseAxis,
  colored,
  cross,
  dashed,
  levelLine,
  linePath,
  type Panel,
  panelTitle,
  rounded,
  valueAxis,
} from './figure.ts';
import { html, type Markup } from './markup.ts';
import type { DrawnRow } from './palette.ts';
import { type PlotArea, spreadLabels, xOf, yOf } from './plot-area.ts';
import { textWidth } from './text-lines.ts';

type Point = { readonly x: number; readonly y: number };

/** One row in a chart. Only rows in front have their labels. */
export type Line = DrawnRow & {
  readonly points: readonly Point[];
  /** What lies between the least and the most of several runs. */
  readonly band?: readonly { readonly x: number; readonly least: number; readonly most: number }[];
  /** Runs that broke down, each to where it did. */
  readonly broken?: readonly (readonly Point[])[];
  /** Of every step, and so drawn thin. */
  readonly isRaw?: boolean;
};

/** A chart of lines over one horizontal axis, each named at its end. */
type LineChart = {
  /** Begins every identifier: several drawings can be parts of one page. */
  readonly id: string;
  readonly title: string;
  readonly x: {
    readonly range: PlotArea['x'];
    readonly title: string;
  };
  readonly y: {
    readonly range: PlotArea['y'];
    readonly log?: boolean;
    readonly ticks?: readonly number[];
  };
  /** A value that the lines are compared with. */
  readonly level?: number;
  readonly lines: readonly Line[];
};

const LINE_PANEL = { width: 560, height: 344 };
const PLOT = { left: 40, top: 30, bottom: 300 };
const LABEL_GAP = 8;
/** The least width of a plot: longer labels than leave that much are cut off. */
const LEAST_PLOT = 290;

function areaOf({ x, y, lines }: LineChart): PlotArea {
  const longest = Math.max(30, ...lines.map(({ name }) => textWidth(name)));
  const right = Math.max(LEAST_PLOT, Math.round(LINE_PANEL.width - LABEL_GAP - longest));
  return { ...PLOT, right, x: x.range, y: y.range, logY: y.log ?? false };
}

function lineSvg(line: Line, area: PlotArea): Markup {
  const { points, band = [], broken = [] } = line;
  const place = ({ x, y }: Point) => [xOf(x, area), yOf(y, area)] as const;
  const edge = (value: 'least' | 'most') =>
    band.map((point) => [xOf(point.x, area), yOf(point[value], area)] as const);
  return html`${band.length > 0 && html`<path class="band" fill="currentColor" opacity=".18" stroke="none" d="${linePath([...edge('most'), ...edge('least').toReversed()])}z"/>`}${
    points.length > 0 && html`<path class="line" d="${linePath(points.map(place))}"/>`
  }${broken.map((run) => html`<path d="${linePath(run.map(place))}"/>`)}`;
}

/** Where the label of a line would like to stand. */
function wishOf({ points, broken = [] }: Line, area: PlotArea): number {
  const end = points.at(-1) ?? broken[0]?.at(-1);
  if (end === undefined) return area.bottom;
  return Math.min(area.bottom, Math.max(area.top, yOf(end.y, area)));
}

/** Draws the chart, with a group for each row, so that a page can show other rows. */
export function linePanel(chart: LineChart): Panel {
  const { id, title, x, y, level, lines } = chart;
  const area = areaOf(chart);
  const shown = lines.filter(({ isShown }) => isShown);
  const places = spreadLabels(
    shown.map((line) => wishOf(line, area)),
    area,
  );
  const group = (line: Line): Markup => {
    const { row, name, style, isShown, broken = [] } = line;
    const wish = wishOf(line, area);
    const ends = broken.flatMap((run) => run.at(-1) ?? []);
    return html`<g data-row="${row}" data-wish="${rounded(wish)}"${colored(style)}${!isShown && html` opacity=".25"`}><g${dashed(style)} fill="none" stroke="currentColor" stroke-width="${isShown && !line.isRaw ? 2 : 1}" stroke-linejoin="round" clip-path="url(#${id})">${lineSvg(line, area)}</g>${ends.map(
      (end) => cross(xOf(end.x, area), Math.max(yOf(end.y, area), area.top)),
    )}<text${!isShown && html` display="none"`} font-weight="600" x="${rounded(area.right + LABEL_GAP)}" y="${rounded(places[shown.indexOf(line)] ?? wish)}" dy=".32em">${name}</text></g>`;
  };
  // What is in the background comes first, so that it lies below.
  const ordered = [...lines.filter(({ isShown }) => !isShown), ...shown];
  const { top, bottom, left, right } = area;
  return {
    ...LINE_PANEL,
    name: title,
    body: html`<g class="chart" data-area="${JSON.stringify(area)}">${panelTitle(title, PLOT.left, 16)}<clipPath id="${id}"><path d="M${left},${top - 3}H${right + 3}V${bottom + 3}H${left}z"/></clipPath>${valueAxis(area, y.ticks)}${baseAxis(area, x.title)}${level !== undefined && levelLine(level, area, '4 3')}${ordered.map(group)}</g>`,
  };
}
