import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { gradientReference } from '../../test/references.ts';
import { blocksAlong, normalisedReference } from '../../test/successor-references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../../test/transforms.ts';
import { normalise } from './normalise.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('normalise', () => {
  it.each(
    shapeCases.flatMap(([name, shape]) =>
      shape.map((_, i) => [name, shape, i - shape.length] as const),
    ),
  )('equals its float64 reference: %s %j, axis %i', (_name, shape, axis) => {
    const reference = () => normalisedReference(gradientReference, blocksAlong(axis), 1e-8);
    for (const same of [axis, axis + shape.length]) {
      const transform = normalise({ axis: same, epsilon: 1e-8 });
      expect(worstErrorBeside(transform, reference, shape)).toBeLessThan(1e-5);
    }
  });

  it('leaves what is all 0 at 0, and divides by no less than epsilon', () => {
    const update = { x: { shape: [2, 2], values: [0, 0, 3, -4] } };
    const [rows] = runTransform(normalise({ axis: -1, epsilon: 10 }), update, [update]);
    for (const [i, expected] of [0, 0, 0.3, -0.4].entries()) {
      expect(rows!.x![i]).toBeCloseTo(expected, 6);
    }
  });

  it.each([
    [2, [3, 5], 'given 2; "x", of shape [3, 5], has the axes 0, 1, or -2, -1 from its end'],
    [-2, [7], 'given -2; "x", of shape [7], has the axes 0, or -1 from its end'],
    [0, [], 'given 0; "x", of shape [], has no axes'],
  ])('refuses axis %i of a tensor of %j', (axis, shape, message) => {
    const transform = normalise({ axis, epsilon: 1 });
    expect(() => transform.stateShapes({ x: shape })).toThrow(`normalise: axis: ${message}`);
  });

  it.each([
    [{ axis: 'rows', epsilon: 1 }, 'normalise: axis: given "rows"; expected a whole number'],
    [{ axis: 0.5, epsilon: 1 }, 'normalise: axis: given 0.5'],
  ])('refuses %j', (options, message) => {
    expect(() => normalise(options as never)).toThrow(message);
  });
});
