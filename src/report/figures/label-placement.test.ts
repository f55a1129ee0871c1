import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LabelledPoint, placeLabels } from './label-placement.ts';

const PANEL = { width: 360, height: 280 };

const centersOf = (points: LabelledPoint[]) =>
  placeLabels(points, PANEL).map(({ center }) => center);

it('puts a label beside a point that stands alone', () => {
  expect(centersOf([{ x: 100, y: 100, text: 'A' }])).toEqual([{ x: 110, y: 100 }]);
});

it('puts it on the other side at the edge of the panel', () => {
  expect(centersOf([{ x: 358, y: 100, text: 'A' }])).toEqual([{ x: 348, y: 100 }]);
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
      const places = centersOf(points);
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

it('keeps off what else is drawn, and tells where a label is nearest to its point', () => {
  const bar = { left: 99, right: 180, top: 60, bottom: 140 };
  const [place] = placeLabels([{ x: 100, y: 100, text: 'A' }], PANEL, [bar]);
  expect(place!.center).toEqual({ x: 90, y: 100 });
  expect(place!.near.y).toBe(100);
  expect(place!.near.x).toBeGreaterThan(90);
  expect(place!.near.x).toBeLessThan(99);
});

it('gives every label a place, however many there are', () => {
  const points = Array.from({ length: 200 }, () => ({ x: 100, y: 100, text: 'A' }));
  const places = centersOf(points);
  expect(places).toHaveLength(200);
  expect(places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});
