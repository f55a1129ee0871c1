import { ticks } from 'd3-array';
import { draw } from '../../report/page/client/element.ts';
import type { Point } from '../run-state.ts';
import { hued } from './element.ts';

/** A curve, and the label at its end. */
export type Curve = {
  readonly label: string;
  /** Which colour it has: see the style sheet. */
  readonly hue: string;
  readonly dashed: boolean;
  readonly points: readonly Point[];
  /** Whether the run diverged. */
  readonly broken: boolean;
};

type ChartOptions = {
  readonly height: number;
  readonly steps: number;
  readonly logarithmic: boolean;
  /** The largest value that is shown; what is above it leaves the chart. */
  readonly ceiling?: number | undefined;
};

const EDGE = { left: 46, top: 10, bottom: 28 } as const;

/** Between the middles of two labels. */
const LABEL_DISTANCE = 16;

const ruler = document.createElement('canvas').getContext('2d');

/** How wide a label is, in the style sheet's font. */
function labelWidth(text: string): number {
  // Without a canvas, the widest that a font is likely to make it.
  if (ruler === null) return 9 * text.length;
  ruler.font = `600 12.5px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

/** In a narrower chart, labels are above the plot. */
const NARROW = 560;

type Range = readonly [number, number];

function rangeOf(curves: readonly Curve[], { logarithmic, ceiling }: ChartOptions): Range {
  const values = curves
    .flatMap(({ points }) => points.map(({ value }) => value))
    .filter((value) => Number.isFinite(value) && (!logarithmic || value > 0))
    .map((value) => Math.min(value, ceiling ?? value));
  if (values.length === 0) return logarithmic ? [1e-4, 1e-2] : [0, 8];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (logarithmic)
    return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most * 1.001))];
  return [Math.max(0, Math.floor(least)), Math.max(Math.ceil(most), Math.floor(least) + 1)];
}

function ticksOf([from, to]: Range, logarithmic: boolean): number[] {
  if (logarithmic) {
    const [low, high] = [Math.round(Math.log10(from)), Math.round(Math.log10(to))];
    const every = Math.max(1, Math.ceil((high - low) / 5));
    return Array.from(
      { length: Math.floor((high - low) / every) + 1 },
      (_, i) => 10 ** (low + i * every),
    );
  }
  return ticks(from, to, 4);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function tickText(value: number, logarithmic: boolean): string {
  if (!logarithmic) return String(value);
  const power = Math.round(Math.log10(value));
  if (power >= -1 && power <= 2) return String(10 ** power).replace(/^0\.10*$/, '0.1');
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]!).join('');
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}

/** Places for labels as near to where they would like to be as the others let them. */
function spread(wanted: readonly number[], least: number, most: number): number[] {
  const order = [...wanted.keys()].sort((a, b) => wanted[a]! - wanted[b]!);
  const places = new Array<number>(wanted.length);
  let free = least;
  for (const index of order) {
    places[index] = Math.max(free, wanted[index]!);
    free = places[index]! + LABEL_DISTANCE;
  }
  const over = Math.max(0, free - LABEL_DISTANCE - most);
  return places.map((place) => place - over);
}

/** The places in a chart. */
type Frame = {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
};

function frameOf(
  width: number,
  range: Range,
  labels: readonly string[],
  { height, steps, logarithmic }: ChartOptions,
): Frame {
  const isNarrow = width < NARROW;
  const top = EDGE.top + (isNarrow ? labels.length * LABEL_DISTANCE : 0);
  const right = isNarrow ? width - 8 : width - 12 - Math.max(...labels.map(labelWidth));
  const bottom = height - EDGE.bottom;
  const scale = (value: number) => (logarithmic ? Math.log10(value) : value);
  const [least, most] = [scale(range[0]), scale(range[1])];
  return {
    width,
    height,
    top,
    right,
    bottom,
    x: (step) => EDGE.left + (step / steps) * (right - EDGE.left),
    y: (value) => bottom - ((scale(value) - least) / (most - least)) * (bottom - top),
  };
}

function axes({ height, right, x, y }: Frame, range: Range, { steps, logarithmic }: ChartOptions) {
  const rows = ticksOf(range, logarithmic).flatMap((value) => [
    draw('line', { class: 'grid', x1: EDGE.left, x2: right, y1: y(value), y2: y(value) }),
    draw(
      'text',
      { class: 'tick', x: EDGE.left - 7, y: y(value) + 4, 'text-anchor': 'end' },
      tickText(value, logarithmic),
    ),
  ]);
  const stepTicks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * steps));
  const columns = [...new Set(stepTicks)].map((step) => {
    const isLast = step === steps;
    const place = { x: x(step), y: height - 8, 'text-anchor': isLast ? 'end' : 'middle' };
    return draw('text', { class: 'tick', ...place }, isLast ? `step ${step}` : String(step));
  });
  return [...rows, ...columns];
}

/** The curves, cut off where they leave the plot. */
function lines(
  { top, right, bottom, x, y }: Frame,
  curves: readonly Curve[],
  clip: string,
  { logarithmic }: ChartOptions,
) {
  const plot = { x: EDGE.left, y: top - 4, width: right - EDGE.left + 4, height: bottom - top + 8 };
  const drawn = curves.map(({ points, hue, dashed }) => {
    const shown = points.filter(
      ({ value }) => Number.isFinite(value) && (!logarithmic || value > 0),
    );
    return draw('polyline', {
      class: dashed ? 'curve dashed' : 'curve',
      style: hued(hue),
      'clip-path': `url(#${clip})`,
      points: shown
        .map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`)
        .join(' '),
    });
  });
  return [draw('clipPath', { id: clip }, draw('rect', plot)), ...drawn];
}

const labelText = ({ label, broken }: Curve): string => (broken ? `${label} ✕` : label);

/** The names of the curves: at their ends, or above them where there is no room beside them. */
function labels({ width, top, right, bottom, x, y }: Frame, curves: readonly Curve[]) {
  const write = (curve: Curve, place: Readonly<Record<string, string | number>>) =>
    draw('text', { class: 'label', style: hued(curve.hue), ...place }, labelText(curve));
  if (width < NARROW) {
    return curves.map((curve, i) =>
      write(curve, { x: right, y: EDGE.top + 4 + i * LABEL_DISTANCE, 'text-anchor': 'end' }),
    );
  }
  const ended = curves.flatMap((curve) => {
    const end = curve.points.findLast(({ value }) => Number.isFinite(value));
    return end === undefined ? [] : [{ curve, end }];
  });
  const within = (place: number) => Math.min(bottom, Math.max(top + 8, place));
  const places = spread(
    ended.map(({ end }) => within(y(end.value) + 4)),
    top + 8,
    bottom,
  );
  return ended.map(({ curve, end }, i) => write(curve, { x: x(end.step) + 8, y: places[i]! }));
}

/** Draws curves into `place`, as wide as it is. */
export function drawChart(
  place: HTMLElement,
  curves: readonly Curve[],
  options: ChartOptions,
): void {
  const width = Math.max(260, place.clientWidth);
  const { height } = options;
  const range = rangeOf(curves, options);
  const frame = frameOf(width, range, curves.map(labelText), options);
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  place.replaceChildren(
    draw(
      'svg',
      { ...size, role: 'img', 'aria-label': described(curves) },
      ...axes(frame, range, options),
      ...lines(frame, curves, `${place.parentElement!.id}-clip`, options),
      ...labels(frame, curves),
    ),
  );
}

/** What a chart shows, in words. */
function described(curves: readonly Curve[]): string {
  const parts = curves.map(({ label, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return `${label}: nothing yet`;
    const number = (value: number) => (Number.isFinite(value) ? value.toPrecision(3) : 'no number');
    return `${label}: from ${number(first.value)} at step ${first.step} to ${number(last.value)} at step ${last.step}`;
  });
  return parts.join('; ');
}
