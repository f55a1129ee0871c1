/*
 * Where things stand in a chart: shared by what draws the page and by the script in it, so that the
 * values on hover lie on the lines.
 */

/** A chart's own units; the page scales it to the room there is. */
export const CHART = { width: 520, height: 304 };

/** The part of a chart where lines are drawn; labels at their ends decide where its right is. */
export const PLOT = { left: 46, top: 10, bottom: 266 };

/** Between the right of the plot and the labels there. */
export const LABEL_GAP = 7;

/** Widths of characters in DejaVu Sans Bold, the widest font that a page is likely to get. */
function characterWidth(character: string): number {
  if (/[mwMW]/.test(character)) return 13;
  if (/[A-Z]/.test(character)) return 9.8;
  return /[fijlrt]/.test(character) ? 6.2 : 8.7;
}

function labelWidth(label: string): number {
  return [...label].reduce((width, character) => width + characterWidth(character), 0);
}

/** The right of a plot that leaves room for `labels` beside it. */
export function plotRight(labels: readonly string[]): number {
  return CHART.width - LABEL_GAP - Math.ceil(Math.max(20, ...labels.map(labelWidth)));
}

export type Range = readonly [number, number];

/** What the axes of a chart span, and where the plot ends on the right. */
export type Axes = { readonly steps: Range; readonly values: Range; readonly right: number };

const along = (value: number, [from, to]: Range, start: number, end: number): number =>
  start + ((value - from) / (to - from)) * (end - start);

export function xOf(step: number, axes: Axes): number {
  return along(step, axes.steps, PLOT.left, axes.right);
}

export function yOf(value: number, axes: Axes): number {
  return along(value, axes.values, PLOT.bottom, PLOT.top);
}

/** The step that lies `x` units from the left of a chart. */
export function stepAt(x: number, axes: Axes): number {
  return along(x, [PLOT.left, axes.right], axes.steps[0], axes.steps[1]);
}

/** Between the middles of two labels that stand above each other. */
const LABEL_DISTANCE = 14;

/**
 * Moves labels apart that would cover each other, each as little as its neighbours allow, and keeps
 * them beside the plot.
 *
 * @param wanted where each label would like to stand, downwards
 */
export function spreadLabels(wanted: readonly number[]): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const room = PLOT.bottom - PLOT.top;
  const distance = Math.min(LABEL_DISTANCE, room / Math.max(order.length - 1, 1));
  /** Runs of labels that touch: where the first stands, and how many there are. */
  const blocks: { first: number; count: number }[] = [];
  for (const index of order) {
    blocks.push({ first: wanted[index]!, count: 1 });
    for (let last = blocks.at(-1)!; ; last = blocks.at(-1)!) {
      const end = PLOT.bottom - (last.count - 1) * distance;
      last.first = Math.max(PLOT.top, Math.min(last.first, end));
      const before = blocks.at(-2);
      if (before === undefined || before.first + before.count * distance <= last.first) break;
      // Together they stand where the mean distance from their wishes is least.
      const count = before.count + last.count;
      const wish =
        (before.first * before.count + (last.first - before.count * distance) * last.count) / count;
      blocks.splice(-2, 2, { first: wish, count });
    }
  }
  const placed = blocks.flatMap(({ first, count }) =>
    Array.from({ length: count }, (_, index) => first + index * distance),
  );
  const places = new Array<number>(wanted.length);
  for (const [position, index] of order.entries()) places[index] = placed[position]!;
  return places;
}
