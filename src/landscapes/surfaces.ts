/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/** A function of the plane to descend on. */
export type Surface = {
  readonly name: string;
  /** What it is known for. */
  readonly description: string;
  readonly value: (point: Point) => number;
  readonly gradient: (point: Point) => Point;
  readonly start: Point;
  readonly minimum: Point;
  /** What a picture shows of it. */
  readonly window: { readonly x: Point; readonly y: Point };
  /** The values whose contours a picture draws. */
  readonly levels: readonly number[];
};

/**
 * Rosenbrock's function (1960), (1 - x)^2 + 100 (y - x^2)^2: a curved valley, steep across and nearly
 * flat along.
 */
export const ROSENBROCK: Surface = {
  name: 'Rosenbrock',
  description: '(1 − x)² + 100 (y − x²)²',
  value: ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  start: [-2, 2],
  minimum: [1, 1],
  window: { x: [-2.4, 2.4], y: [-1.2, 3.2] },
  levels: [1, 10, 100, 500, 1500],
};

/**
 * Rastrigin's function (1974) in the plane, 20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y): a bowl
 * with a local minimum near every point of whole numbers.
 */
export const RASTRIGIN: Surface = {
  name: 'Rastrigin',
  description: '20 + x² − 10 cos 2πx + y² − 10 cos 2πy',
  value: (point) => point.reduce((sum, x) => sum + 10 + x * x - 10 * Math.cos(2 * Math.PI * x), 0),
  gradient: ([x, y]) => [slope(x), slope(y)],
  start: [-2, 3.5],
  minimum: [0, 0],
  window: { x: [-4.5, 4.5], y: [-4.5, 4.5] },
  levels: [20],
};

function slope(x: number): number {
  return 2 * x + 20 * Math.PI * Math.sin(2 * Math.PI * x);
}
