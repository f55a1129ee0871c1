import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LabelledPoint, placeLabels } from './label-placement.ts';

const PANEL = { width: 360, height: 280 };

it('puts a label beside a point that stands alone', () => {
  expect(placeLabels([{ x: 100, y: 100, text: 'A' }], PANEL)).toEqual([{ x: 110, y: 100 }]);
});

it('puts it on the other side at the edge of the panel', () => {
  expect(placeLabels([{ x: 358, y: 100, text: 'A' }], PANEL)).toEqual([{ x: 348, y: 100 }]);
});

it('never lets two labels meet, nor a label and another point, nor leaves the panel', () => {
  const point = fc.record({
    // As many as share a size of state, and a score.
    x: fc.constantFrom(20, 120, 124, 240, 340),
    y: fc.integer({ min: 8, max: 272 }),
    text: fc.constantFrom('A', 'B', 'Q3'),
  });
  const labels = fc.array(point, { maxLength: 22 });
  fc.assert(
    fc.property(labels, (points: LabelledPoint[]) => {
      const places = placeLabels(points, PANEL);
      for (const [i, { x, y }] of places.entries()) {
        const halfWidth = (points[i]!.text.length * 7) / 2;
        expect(x - halfWidth).toBeGreaterThanOrEqual(0);
        expect(x + halfWidth).toBeLessThanOrEqual(PANEL.width);
        for (const [j, other] of places.entries()) {
          if (i === j) continue;
          const room = halfWidth + (points[j]!.text.length * 7) / 2;
          expect(Math.abs(x - other.x) >= room || Math.abs(y - other.y) >= 11).toBe(true);
          const { x: pointX, y: pointY } = points[j]!;
          expect(Math.abs(x - pointX) >= halfWidth + 3 || Math.abs(y - pointY) >= 9).toBe(true);
        }
      }
    }),
    { numRuns: 30 },
  );
});

it('gives every label a place, however many there are', () => {
  const points = Array.from({ length: 200 }, () => ({ x: 100, y: 100, text: 'A' }));
  const places = placeLabels(points, PANEL);
  expect(places).toHaveLength(200);
  expect(places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});
