import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Axes,
  CHART,
  PLOT,
  plotRight,
  spreadLabels,
  stepAt,
  xOf,
  yOf,
} from './chart-geometry.ts';

const AXES: Axes = { steps: [0, 1000], values: [1, 5], right: 480 };

it('puts the corners of the axes in the corners of the plot', () => {
  expect([xOf(0, AXES), yOf(1, AXES)]).toEqual([PLOT.left, PLOT.bottom]);
  expect([xOf(1000, AXES), yOf(5, AXES)]).toEqual([AXES.right, PLOT.top]);
});

it('finds the step at a place again', () => {
  expect(stepAt(xOf(625, AXES), AXES)).toBeCloseTo(625, 10);
});

it('leaves the more room for labels the longer they are', () => {
  expect(plotRight(['A', 'Adafactor'])).toBeLessThan(plotRight(['A', 'B']) - 40);
  expect(plotRight([])).toBeLessThan(CHART.width);
});

describe('spreadLabels', () => {
  it('leaves labels where they are that have room', () => {
    expect(spreadLabels([100, 50, 200])).toEqual([100, 50, 200]);
  });

  it('moves two that meet apart by as much', () => {
    expect(spreadLabels([100, 100])).toEqual([93, 107]);
  });

  it('keeps every label in the plot, in order, and apart from the next', () => {
    const wishes = fc.array(fc.double({ min: PLOT.top, max: PLOT.bottom, noNaN: true }), {
      maxLength: 22,
    });
    fc.assert(
      fc.property(wishes, (wanted) => {
        const places = spreadLabels(wanted);
        const distance = Math.min(14, (PLOT.bottom - PLOT.top) / Math.max(wanted.length - 1, 1));
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
        for (const [position, index] of order.entries()) {
          expect(places[index]!).toBeGreaterThanOrEqual(PLOT.top - 1e-6);
          expect(places[index]!).toBeLessThanOrEqual(PLOT.bottom + 1e-6);
          if (position === 0) continue;
          const before = places[order[position - 1]!]!;
          expect(places[index]! - before).toBeGreaterThanOrEqual(distance - 1e-6);
        }
      }),
    );
  });
});
