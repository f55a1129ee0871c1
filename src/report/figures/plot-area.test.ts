import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlotArea, spreadLabels, xAt, xOf, yAt, yOf } from './plot-area.ts';

const AREA: PlotArea = { left: 40, right: 480, top: 10, bottom: 266, x: [0, 1000], y: [1, 5] };

it('puts the corners of the axes in the corners of the plot', () => {
  expect([xOf(0, AREA), yOf(1, AREA)]).toEqual([AREA.left, AREA.bottom]);
  expect([xOf(1000, AREA), yOf(5, AREA)]).toEqual([AREA.right, AREA.top]);
});

it('finds the values at a place again', () => {
  expect(xAt(xOf(625, AREA), AREA)).toBeCloseTo(625, 10);
  expect(yAt(yOf(2.25, AREA), AREA)).toBeCloseTo(2.25, 10);
});

it('puts equal ratios at equal distances where an axis is logarithmic', () => {
  const area: PlotArea = { ...AREA, x: [1, 100], logX: true };
  expect(xOf(10, area)).toBeCloseTo((AREA.left + AREA.right) / 2, 10);
});

describe('spreadLabels', () => {
  it('leaves labels where they are that have room', () => {
    expect(spreadLabels([100, 50, 200], AREA)).toEqual([100, 50, 200]);
  });

  it('moves two that meet apart by as much', () => {
    expect(spreadLabels([100, 100], AREA)).toEqual([93, 107]);
  });

  it('keeps every label in the plot, in order, and apart from the next', () => {
    const { top, bottom } = AREA;
    const wishes = fc.array(fc.double({ min: top, max: bottom, noNaN: true }), { maxLength: 22 });
    fc.assert(
      fc.property(wishes, (wanted) => {
        const places = spreadLabels(wanted, AREA);
        const distance = Math.min(14, (bottom - top) / Math.max(wanted.length - 1, 1));
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
        for (const [position, index] of order.entries()) {
          expect(places[index]!).toBeGreaterThanOrEqual(top - 1e-6);
          expect(places[index]!).toBeLessThanOrEqual(bottom + 1e-6);
          if (position === 0) continue;
          const before = places[order[position - 1]!]!;
          expect(places[index]! - before).toBeGreaterThanOrEqual(distance - 1e-6);
        }
      }),
    );
  });
});
