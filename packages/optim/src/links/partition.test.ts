import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { addWeightDecay } from './add-weight-decay.ts';
import { averageUpdates } from './average-updates.ts';
import { clipByGlobalNorm } from './clip-by-global-norm.ts';
import { type Part, partition } from './partition.ts';
import { signOf } from './sign-of.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const SHAPES = {
  'embedding/all': [5, 2],
  'encoder/0/self_attention/query': [2, 2],
  'encoder/0/norm/scale': [2],
  'dense/kernel': [2, 3],
};

const average = averageUpdates({ beta1: 0.5 });

describe('the parts', () => {
  it('have links and state of their own', () => {
    const transform = partition([
      { of: 'embeddings', links: [signOf({})] },
      { of: ['**/query'], links: [average, addWeightDecay({ weightDecay: 1 })] },
      { of: 'matrices', except: ['**/query'], links: [average] },
      { of: 'vectors', links: [] },
    ]);
    expect(transform.stateShapes(SHAPES)).toEqual({
      '1/0/average/encoder/0/self_attention/query': [2, 2],
      '2/0/average/dense/kernel': [2, 3],
    });
    const parameters = {
      softmax: { shape: [1, 2], values: [8, 8] },
      'a/query': { shape: [1, 2], values: [10, 20] },
      'a/value': { shape: [1, 2], values: [8, 8] },
      bias: { shape: [2], values: [8, 8] },
    };
    const gradients = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape }]) => [name, { shape, values: [4, -6] }]),
    );
    const [first, second] = runTransform(transform, parameters, [gradients, gradients]);
    expect(first).toEqual({
      softmax: [1, -1],
      'a/query': [2 + 10, -3 + 20],
      'a/value': [2, -3],
      bias: [4, -6],
    });
    expect(second!['a/value']).toEqual([3, -4.5]);
    expect(Object.keys(first!)).toEqual(Object.keys(parameters));
  });

  it('are seen by themselves by links that look at all updates', () => {
    const transform = partition([
      { of: 'matrices', links: [clipByGlobalNorm({ threshold: 1 })] },
      { of: 'others', links: [clipByGlobalNorm({ threshold: 1 })] },
    ]);
    const updates = {
      w: { shape: [1, 2], values: [3, 4] },
      b: { shape: [1], values: [100] },
    };
    const [clipped] = runTransform(transform, updates, [updates]);
    for (const [i, expected] of [0.6, 0.8].entries()) {
      expect(clipped!.w![i]).toBeCloseTo(expected, 6);
    }
    expect(clipped!.b).toEqual([1]);
  });

  it('may be divided further, by names', () => {
    const inner = partition([
      { of: 'matrices', only: ['dense/*'], links: [average] },
      { of: 'others', links: [signOf({})] },
    ]);
    const outer = partition([{ of: 'others', links: [inner] }]);
    expect(outer.stateShapes(SHAPES)).toEqual({ '0/0/0/0/average/dense/kernel': [2, 3] });
  });
});

describe('what is no partition', () => {
  const links = [signOf({})];
  it.each<[string, Part[], string]>([
    [
      'leaves a parameter out',
      [{ of: 'matrices', links }],
      'expected every parameter in one part; "embedding/all" is in none; "encoder/0/norm/scale" is ' +
        'in none. The parts given are 0 (matrices); a part may be of embeddings, matrices, vectors, ' +
        'others, or of a list of names',
    ],
    [
      'takes a parameter twice',
      [
        { of: ['**/query'], links },
        { of: 'matrices', links },
        { of: 'others', links },
      ],
      '"encoder/0/self_attention/query" is in the parts 0 (**/query) and 1 (matrices)',
    ],
    [
      'has two parts for the rest',
      [
        { of: 'others', links },
        { of: 'others', links },
      ],
      '"embedding/all" is in the parts 0 (others) and 1 (others)',
    ],
  ])('%s', (_what, parts, message) => {
    expect(() => partition(parts).stateShapes(SHAPES)).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown part',
      [{ of: 'matrix', links }],
      'partition: parts.0.of: given "matrix"; expected "embeddings" or "matrices" or "vectors" or ' +
        '"others", or a list of',
    ],
    ['no links', [{ of: 'others' }], 'partition: parts.0: links: given undefined; expected a list'],
    [
      'another key',
      [{ of: 'others', links, but: [] }],
      'partition: parts.0: there is no option "but"; its options are of, only, except, links',
    ],
    ['no parts', [], 'partition: given []; expected a list of parts'],
    ['one part', { of: 'others', links }, 'partition: given {"of":"others"'],
  ])('%s', (_what, parts, message) => {
    expect(() => partition(parts as Part[])).toThrow(message);
  });
});
