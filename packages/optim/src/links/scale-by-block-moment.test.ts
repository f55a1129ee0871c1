import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import {
  type BlockOf,
  blockMomentReference,
  blocksAlong,
  headBlocks,
} from '../../test/successor-references.ts';
import { runTransform, worstErrorBeside } from '../../test/transforms.ts';
import { type Block, scaleByBlockMoment } from './scale-by-block-moment.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const link = (block: Block) => scaleByBlockMoment({ ...adam, block });

const worst = (block: Block, of: BlockOf, shape: readonly number[]) =>
  worstErrorBeside(link(block), () => blockMomentReference(0.9, 0.999, 1e-8, of), shape, {
    sums: true,
  });

describe('scaleByBlockMoment', () => {
  it.each([
    [[7], -1, []],
    [[3, 5], -1, [3]],
    [[3, 5], -2, [5]],
    [[2, 4, 3], -1, [2, 4]],
    [[2, 4, 3], -2, [2, 3]],
    [[2, 4, 3], -3, [4, 3]],
  ])('along an axis equals its float64 reference: %j, %i', (shape, axis, kept) => {
    expect(worst({ axis }, blocksAlong(axis), shape)).toBeLessThan(1e-5);
    expect(link({ axis: axis + shape.length }).stateShapes({ x: shape })).toEqual({
      'firstMoment/x': shape,
      'secondMoment/x': kept,
    });
  });

  it.each([
    [[3, 6], 1],
    [[3, 6], 2],
    [[3, 6], 6],
    [[8], 4],
    [[2, 3, 4], 2],
  ])('of heads equals its float64 reference: %j, %i heads', (shape, heads) => {
    expect(worst({ heads }, headBlocks(heads), shape)).toBeLessThan(1e-5);
    expect(link({ heads }).stateShapes({ x: shape })['secondMoment/x']).toEqual([heads]);
  });

  it('has one size for all of a block at its first step', () => {
    // The mean squares are 25 and 8; each element keeps its share of its head's root.
    const gradient = { x: { shape: [1, 4], values: [1, 7, 0, 4] } };
    const [update] = runTransform(link({ heads: 2 }), gradient, [gradient]);
    const expected = [1 / 5, 7 / 5, 0, 4 / Math.sqrt(8)];
    for (const [i, value] of expected.entries()) expect(update!.x![i]).toBeCloseTo(value, 5);
  });

  it('keeps no first moment with beta1 = 0', () => {
    const transform = scaleByBlockMoment({ ...adam, beta1: 0, block: 'whole' });
    expect(transform.stateShapes({ x: [3, 5] })).toEqual({ 'secondMoment/x': [] });
  });

  it.each<[Block, readonly number[], string]>([
    [{ axis: 2 }, [3, 5], 'axis: given 2; "x", of shape [3, 5], has the axes 0, 1'],
    [
      { heads: 2 },
      [3, 5],
      'heads: given 2; expected a divisor of the last axis of "x", whose shape',
    ],
    [{ heads: 2 }, [], 'heads: given 2; expected a divisor'],
  ])('refuses %j of a tensor of %j', (block, shape, message) => {
    expect(() => link(block).stateShapes({ x: shape })).toThrow(`scaleByBlockMoment: ${message}`);
  });

  it('refuses what is no block', () => {
    expect(() => link('row' as 'whole')).toThrow(
      'scaleByBlockMoment: block: given "row"; expected "whole", or { axis:',
    );
  });
});
