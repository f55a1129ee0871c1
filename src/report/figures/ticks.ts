import { type PlotArea, xOf } from './plot-area.ts';
import { textWidth } from './text-lines.ts';

/** Between two numbers below an axis, in pixels. */
const GAP = 3;

/**
 * The values whose numbers fit beside each other below an axis: the ends of `values`, and of the others
 * those that come first.
 *
 * @param first values that are kept before all others
 */
export function spacedTicks(
  values: readonly number[],
  area: PlotArea,
  text: (value: number) => string,
  first: readonly number[] = [],
): number[] {
  const kept: number[] = [];
  const fits = (value: number) =>
    kept.every((other) => {
      const room = (textWidth(text(value)) + textWidth(text(other))) / 2 + GAP;
      return Math.abs(xOf(value, area) - xOf(other, area)) >= room;
    });
  for (const value of [...first, values[0]!, values.at(-1)!, ...values]) {
    if (fits(value)) kept.push(value);
  }
  return kept.toSorted((a, b) => a - b);
}
