import { describe, expect, it } from 'vitest';
import { type Point, RASTRIGIN, ROSENBROCK } from './surfaces.ts';

const DELTA = 1e-6;

describe.each([ROSENBROCK, RASTRIGIN])('$name', ({ value, gradient, minimum, start, window }) => {
  it('is 0 at its minimum, and flat', () => {
    expect(value(minimum)).toBe(0);
    for (const slope of gradient(minimum)) expect(slope).toBeCloseTo(0, 12);
  });

  it.each<Point>([start, [0.3, -0.7], [1.6, 1.1]])(
    'has the slope of finite differences at %f, %f',
    (x, y) => {
      const [alongX, alongY] = gradient([x, y]);
      const across = (one: Point, other: Point) => (value(one) - value(other)) / (2 * DELTA);
      expect(alongX).toBeCloseTo(across([x + DELTA, y], [x - DELTA, y]), 3);
      expect(alongY).toBeCloseTo(across([x, y + DELTA], [x, y - DELTA]), 3);
    },
  );

  it('shows its start and its minimum', () => {
    for (const [x, y] of [start, minimum]) {
      expect(x).toBeGreaterThan(window.x[0]);
      expect(x).toBeLessThan(window.x[1]);
      expect(y).toBeGreaterThan(window.y[0]);
      expect(y).toBeLessThan(window.y[1]);
    }
  });
});
