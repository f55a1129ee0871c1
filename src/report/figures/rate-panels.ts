/* Small charts of scores against a rate: one for each row of an experiment, all on the same axes. */
import { ticks } from 'd3-array';
import type { Spread } from '../stats/cells.ts';
import {
  baseAxis,
  colored,
  cross,
  dashed,
  linePath,
  markedLine,
  PANEL_TITLE_SIZE,
  type Panel,
  panelTitle,
  rounded,
  tickMarks,
  valueAxis,
} from './figure.ts';
import { marker, type Shape } from './markers.ts';
import { html, type Markup } from './markup.ts';
import type { RowStyle } from './palette.ts';
import { type PlotArea, type Range, spreadLabels, xOf, yOf } from './plot-area.ts';
import { textWidth, wrapped } from './text-lines.ts';
import { spacedTicks } from './ticks.ts';

type RatePoint = {
  readonly x: number;
  /** Undefined where nothing was measured: a line breaks there. */
  readonly y: number | undefined;
  /** Where a cross takes the place of the dot: the run failed. */
  readonly failedAt?: number | undefined;
  /** What several runs span, and how many they are. */
  readonly spread?: Pick<Spread, 'n' | 'least' | 'most'> | undefined;
  readonly isChosen?: boolean;
};

/** Points of a row that belong together, such as those of an arm or a study. */
type RateSeries = {
  readonly name: string;
  readonly style: RowStyle;
  readonly shape: Shape;
  /**
   * Whether a line joins neighbouring points, and has its name at its end where a row has several. Points
   * that no line joins are hollow, as they may cover each other.
   */
  readonly isJoined: boolean;
  /** From the least rate to the largest. */
  readonly points: readonly RatePoint[];
};

type RateRow = { readonly name: string; readonly series: readonly RateSeries[] };

type RateAxes = {
  readonly x: { readonly values: readonly number[]; readonly title: string };
  readonly y: { readonly range: Range; readonly title: string; readonly digits: number };
  /** A rate that a line marks. */
  readonly marked?: number | undefined;
};

const WIDTH = 368;
const PLOT = { left: 34, height: 132 };
const TITLE_LINE = 18;
/** Below the plot: numbers, and what they are. */
const FOOT = 44;
/** At the right of a line: a piece of it with its dot, and its name. */
const LABEL = { gap: 12, key: 22, space: 5 };
const RADIUS = 3.4;
/** How many runs a point is the mean of, such as `n 12`. */
const COUNT = { size: 10, width: 20, height: 11, ascent: 9 };

function linesOf(points: readonly RatePoint[], area: PlotArea): string {
  const runs: (readonly [number, number])[][] = [[]];
  for (const { x, y } of points) {
    if (y === undefined) runs.push([]);
    else runs.at(-1)!.push([xOf(x, area), yOf(y, area)]);
  }
  return runs
    .filter(({ length }) => length > 1)
    .map(linePath)
    .join('');
}

/** How many runs a point is the mean of, on the side of it where no other series is. */
function countText({ x, y, spread }: RatePoint, { series }: RateRow, area: PlotArea): Markup {
  const others = series.flatMap(({ points }) => points.filter((point) => point.x === x));
  const isHighest = others.every((other) => (other.y ?? y!) <= y!);
  const at = isHighest ? yOf(spread!.most, area) - 7 : yOf(spread!.least, area) + 15;
  const middle = rounded(Math.max(xOf(x, area), area.left + COUNT.width / 2));
  // On ground of its own, as a marked line may run through it.
  return html`<rect class="ground" fill="#fff" stroke="none" x="${rounded(middle - COUNT.width / 2)}" y="${rounded(at - COUNT.ascent)}" width="${COUNT.width}" height="${COUNT.height}"/><text font-size="${COUNT.size}" x="${middle}" y="${rounded(at)}" text-anchor="middle">n ${spread!.n}</text>`;
}

function pointSvg(
  point: RatePoint,
  { shape, isJoined }: RateSeries,
  row: RateRow,
  area: PlotArea,
): Markup {
  const { y, failedAt, spread, isChosen = false } = point;
  const x = xOf(point.x, area);
  const counted = spread !== undefined && spread.n > 1 ? spread : undefined;
  return html`${
    counted !== undefined &&
    html`<path stroke="currentColor" stroke-width="1.5" d="M${rounded(x)},${rounded(yOf(counted.least, area))}V${rounded(yOf(counted.most, area))}"/>${countText(point, row, area)}`
  }${failedAt !== undefined && cross(x, yOf(failedAt, area))}${
    failedAt === undefined &&
    y !== undefined &&
    html`${marker(shape, { x, y: yOf(y, area), radius: RADIUS }, !isJoined && !isChosen)}${
      isChosen &&
      html`<circle class="chosen" cx="${rounded(x)}" cy="${rounded(yOf(y, area))}" r="${rounded(2.3 * RADIUS)}" fill="none" stroke="currentColor" stroke-width="1.6"/>`
    }`
  }`;
}

function seriesSvg(series: RateSeries, row: RateRow, axes: RateAxes, area: PlotArea): Markup {
  const { name, style, isJoined, points } = series;
  const said = points.map(({ x, y, failedAt, spread }) => {
    const score = y?.toFixed(axes.y.digits) ?? (failedAt === undefined ? 'not run' : 'failed');
    return `${x}: ${score}${(spread?.n ?? 0) > 1 ? ` (n ${spread!.n})` : ''}`;
  });
  return html`<g data-series="${name}"${colored(style)} fill="currentColor"><title>${name}; ${said.join(', ')}</title>${
    isJoined &&
    html`<path class="line" fill="none" stroke="currentColor" stroke-width="2"${dashed(style)} d="${linesOf(points, area)}"/>`
  }${points.map((point) => pointSvg(point, series, row, area))}</g>`;
}

/** The series of a row, the one with the chosen point on top of the others. */
function chosenLast({ series }: RateRow): RateSeries[] {
  const has = ({ points }: RateSeries) => Number(points.some(({ isChosen }) => isChosen));
  return series.toSorted((a, b) => has(a) - has(b));
}

/** The names of the lines of a row, each beside its end. */
function seriesLabels(lines: readonly RateSeries[], area: PlotArea): Markup {
  const labelled = lines.flatMap((series) => {
    const end = series.points.findLast(({ y }) => y !== undefined);
    return end === undefined ? [] : [{ ...series, wish: yOf(end.y!, area) }];
  });
  const places = spreadLabels(
    labelled.map(({ wish }) => wish),
    area,
  );
  return html`${labelled.map(({ name, style, shape }, i) => {
    const [x, y] = [area.right + LABEL.gap, rounded(places[i]!)];
    const dot = marker(shape, { x: x + LABEL.key / 2, y, radius: RADIUS });
    return html`<g${colored(style)}><path fill="none" stroke="currentColor" stroke-width="2"${dashed(style)} d="M${x},${y}h${LABEL.key}"/>${dot}<text font-weight="600" x="${x + LABEL.key + LABEL.space}" y="${y}" dy=".32em">${name}</text></g>`;
  })}`;
}

/** Draws a panel for each row, all of one size. */
export function ratePanels(rows: readonly RateRow[], axes: RateAxes): Panel[] {
  const titles = rows.map(({ name }) => wrapped(name, WIDTH - PLOT.left, PANEL_TITLE_SIZE));
  const top = TITLE_LINE * Math.max(...titles.map(({ length }) => length)) + 12;
  const lines = rows.map(({ series }) => series.filter(({ isJoined }) => isJoined));
  const names = new Set(lines.flat().map(({ name }) => name));
  // Where all lines are of one kind, their names say nothing.
  const named = names.size > 1 ? lines : [];
  const longest = Math.max(0, ...named.flat().map(({ name }) => textWidth(name)));
  const label = longest === 0 ? 0 : LABEL.key + LABEL.space + longest;
  const { x, y, marked } = axes;
  const area: PlotArea = {
    ...{
      left: PLOT.left,
      right: Math.round(WIDTH - LABEL.gap - label),
      top,
      bottom: top + PLOT.height,
    },
    ...{ x: [x.values[0]!, x.values.at(-1)!], y: y.range, logX: true },
  };
  const numbers = spacedTicks(x.values, area, String, marked === undefined ? [] : [marked]);
  return rows.map((row, i) => ({
    width: WIDTH,
    height: area.bottom + FOOT,
    name: `${row.name}: ${y.title} against ${x.title}`,
    body: html`${titles[i]!.map((line, at) => panelTitle(line, PLOT.left, TITLE_LINE * at + 14))}${valueAxis(area, ticks(...y.range, 4))}${baseAxis(area, x.title, numbers, String)}${tickMarks(x.values, area)}${marked !== undefined && markedLine(marked, area)}${chosenLast(row).map((series) => seriesSvg(series, row, axes, area))}${seriesLabels(named[i] ?? [], area)}`,
  }));
}
