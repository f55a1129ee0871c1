import { ticks } from 'd3-array';
import { seedOf } from '../../experiment/stored-result.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { seedsText } from '../tables/text.ts';
import { html, type Markup } from './markup.ts';
import { COLORS, DASHES, type RowStyle } from './palette.ts';
import { type PlotArea, xOf, yOf } from './plot-area.ts';
import { TEXT_SIZE, wrapped } from './text-lines.ts';

/** A drawing of results: what it shows, and the numbers that it is made of. */
export type Figure = {
  /** What it finds. */
  readonly title: string;
  /** What is measured, and of what. */
  readonly subtitle: string;
  /** From left to right, in lines of `columns`; all of one size. */
  readonly panels: readonly Panel[];
  readonly columns: number;
  readonly data: {
    readonly header: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
};

export type Panel = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** SVG. Its colours are presentation attributes, which the page's style sheet overrules. */
  readonly body: Markup;
};

/** The subject of a figure: the experiment, its protocol and seeds, and the rows that were not run. */
export function figureSubtitle({ experiment, protocol, runs }: ReportedExperiment): string {
  const missing = Object.keys(experiment.rows).filter(
    (row) => !runs.some(({ result: { cell } }) => cell!.row === row),
  );
  return (
    `${experiment.experiment}, protocol ${protocol}, ${seedsText(runs.map(seedOf))}` +
    `${missing.length > 0 ? `; not run: ${missing.join(', ')}` : ''}.`
  );
}

const INK = '#1d1f24';
const SOFT = '#5b616c';
const GRID = '#dcdcd6';
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';

/** `value` with no more than `digits` decimals: drawings need no more, and files stay small. */
export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** A panel of a figure in a page, which says the figure's title itself. */
export function inlineSvg({ name, width, height, body }: Panel): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}" fill="currentColor" font-size="${TEXT_SIZE}">${body}</svg>`;
}

const MARGIN = 16;
const TITLE_SIZE = 17;
/** How much wider bold text is than text in the same size that is not. */
const BOLD = 1.12;

/** The figure as the text of a file: the same bytes for the same results. */
export function svgFile({ title, subtitle, panels, columns }: Figure): string {
  const { width, height } = panels[0]!;
  const inner = width * Math.min(columns, panels.length);
  const heading = wrapped(title, inner, TITLE_SIZE);
  const explanation = wrapped(subtitle, BOLD * inner);
  const explained = 24 * heading.length;
  const top = explained + 17 * explanation.length + 12;
  const w = inner + 2 * MARGIN;
  const h = top + Math.ceil(panels.length / columns) * height + 2 * MARGIN;
  const placed = panels.map(
    ({ body }, i) =>
      html`<g transform="translate(${(i % columns) * width} ${top + Math.floor(i / columns) * height})">${body}</g>`,
  );
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${title}" font-family="${FONT}" font-size="${TEXT_SIZE}" color="${INK}" fill="currentColor"><title>${title}</title><desc>${subtitle}</desc><rect width="${w}" height="${h}" fill="#fff"/><g transform="translate(${MARGIN} ${MARGIN})">${heading.map(
    (text, i) =>
      html`<text y="${24 * i + 14}" font-size="${TITLE_SIZE}" font-weight="650">${text}</text>`,
  )}${explanation.map((text, i) => softText(text, { x: 0, y: explained + 17 * i + 10 }))}${placed}</g></svg>
`.html;
}

/** The colour of a row, of which `currentColor` below it is. */
export function colored({ color }: RowStyle): Markup {
  return html` class="c${color}" color="${COLORS[color]}"`;
}

export function dashed({ dash }: RowStyle): Markup {
  return dash === 0 ? html`` : html` stroke-dasharray="${DASHES[dash]}"`;
}

type TextPlace = {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
};

/** Text that explains: axes, units, notes. */
export function softText(text: string, { x, y, anchor = 'start' }: TextPlace): Markup {
  return html`<text class="soft" color="${SOFT}" x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${text}</text>`;
}

/** Of the title of a panel, in pixels. */
export const PANEL_TITLE_SIZE = 14;

export function panelTitle(text: string, x: number, y: number): Markup {
  return html`<text x="${x}" y="${y}" font-size="${PANEL_TITLE_SIZE}" font-weight="650">${text}</text>`;
}

/** The shortest number that names a tick, with k for thousands. */
export function tickText(value: number): string {
  const text = Math.abs(value) >= 1000 ? `${rounded(value / 1000, 3)}k` : String(rounded(value, 3));
  return text.replace('-', '−');
}

/** A line across the plot at a value, in the colour of the grid. */
export function levelLine(value: number, area: PlotArea, dashes?: string): Markup {
  const y = rounded(yOf(value, area));
  return html`<path class="grid" color="${GRID}" stroke="currentColor" fill="none" d="M${area.left},${y}H${area.right}"${dashes !== undefined && html` stroke-dasharray="${dashes}"`}/>`;
}

/** A line up the plot at a value that is marked. */
export function markedLine(value: number, area: PlotArea): Markup {
  return html`<path class="soft" color="${SOFT}" stroke="currentColor" fill="none" stroke-dasharray="2 3" d="M${rounded(xOf(value, area))},${area.top}V${area.bottom}"/>`;
}

/** Short lines below the plot at values, whether their numbers have room or not. */
export function tickMarks(values: readonly number[], area: PlotArea): Markup {
  const marks = values.map((value) => `M${rounded(xOf(value, area))},${area.bottom}v5`);
  return html`<path class="soft" color="${SOFT}" stroke="currentColor" fill="none" d="${marks.join('')}"/>`;
}

/** Lines and numbers at round values of the vertical axis. */
export function valueAxis(
  area: PlotArea,
  values: readonly number[] = ticks(area.y[0], area.y[1], 5),
): Markup {
  return html`${values.map(
    (value) =>
      html`${levelLine(value, area)}${softText(tickText(value), { x: area.left - 7, y: yOf(value, area) + 4, anchor: 'end' })}`,
  )}`;
}

/** Numbers below the plot at `values`, and what they are on the right below these. */
export function baseAxis(
  area: PlotArea,
  title: string,
  values: readonly number[] = ticks(area.x[0], area.x[1], 5),
  text: (value: number) => string = tickText,
): Markup {
  return html`${values.map((value) =>
    softText(text(value), { x: xOf(value, area), y: area.bottom + 18, anchor: 'middle' }),
  )}${softText(title, { x: area.right, y: area.bottom + 34, anchor: 'end' })}`;
}

/** Points as the path of a line; each place but the first is where it lies from the one before. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  let [atX, atY] = [0, 0];
  const steps = points.map(([x, y], index) => {
    const [nextX, nextY] = [Math.round(10 * x), Math.round(10 * y)];
    const [dx, dy] = [(nextX - atX) / 10, (nextY - atY) / 10];
    [atX, atY] = [nextX, nextY];
    return `${index === 0 ? 'M' : 'l'}${dx},${dy}`;
  });
  return steps.join('');
}

/** A cross, where something failed. */
export function cross(x: number, y: number, size = 4): Markup {
  return html`<path class="failed" stroke="currentColor" stroke-width="2" stroke-dasharray="none" fill="none" d="M${rounded(x - size)},${rounded(y - size)}l${2 * size},${2 * size}m0,${-2 * size}l${-2 * size},${2 * size}"/>`;
}
