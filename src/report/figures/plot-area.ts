/*
 * Where values stand in a chart: shared by what draws it and by the script in the page, which reads
 * values off the drawing.
 */

export type Range = readonly [from: number, to: number];

/** The part of a chart where data stand: its edges in the chart's units, and what they mean. */
export type PlotArea = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Range;
  readonly y: Range;
  /** Whether equal distances are equal ratios. */
  readonly logX?: boolean;
  readonly logY?: boolean;
};

function along(value: number, [from, to]: Range, start: number, end: number): number {
  return start + ((value - from) / (to - from)) * (end - start);
}

const logarithms = ([from, to]: Range): Range => [Math.log(from), Math.log(to)];

export function xOf(value: number, { x, left, right, logX = false }: PlotArea): number {
  return logX ? along(Math.log(value), logarithms(x), left, right) : along(value, x, left, right);
}

export function yOf(value: number, { y, top, bottom, logY = false }: PlotArea): number {
  return logY ? along(Math.log(value), logarithms(y), bottom, top) : along(value, y, bottom, top);
}

/** The value that stands `at` units from the left of a chart; of linear axes only. */
export function xAt(at: number, { x, left, right }: PlotArea): number {
  return along(at, [left, right], x[0], x[1]);
}

/** The value that stands `at` units from the top of a chart; of linear axes only. */
export function yAt(at: number, { y, top, bottom }: PlotArea): number {
  return along(at, [bottom, top], y[0], y[1]);
}

/** Between the middles of two labels that stand above each other. */
const LABEL_DISTANCE = 14;

/**
 * Moves labels apart that would cover each other, each as little as its neighbours allow, and keeps
 * them beside the plot.
 *
 * @param wanted where each label would like to stand, downwards
 */
export function spreadLabels(
  wanted: readonly number[],
  { top, bottom }: Pick<PlotArea, 'top' | 'bottom'>,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const distance = Math.min(LABEL_DISTANCE, (bottom - top) / Math.max(order.length - 1, 1));
  /** Runs of labels that touch: where the first stands, and how many there are. */
  const blocks: { first: number; count: number }[] = [];
  for (const index of order) {
    blocks.push({ first: wanted[index]!, count: 1 });
    for (let last = blocks.at(-1)!; ; last = blocks.at(-1)!) {
      const end = bottom - (last.count - 1) * distance;
      last.first = Math.max(top, Math.min(last.first, end));
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
