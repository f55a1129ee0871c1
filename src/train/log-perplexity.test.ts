import { beforeAll, describe, expect, it } from 'vitest';
import { smallModel } from '../../test/support/small-training.ts';
import { exampleRows, SYMBOLS } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { evaluationBatches } from '../data/batches.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { compileLogPerplexity, unigramPlateau } from './log-perplexity.ts';
import { trainingState } from './step.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('is the same however the sentences are batched', async () => {
  const model = smallModel();
  const executor = eagerExecutor(trainingState(model.initialParameters(1), {}));
  const at = (tokens: number, lengths: number[]) => {
    const batching = { kind: 'bucketed', tokens, lengths } as const;
    const batches = evaluationBatches(exampleRows(9, 6), batching, SYMBOLS);
    return compileLogPerplexity(executor, model, batches)();
  };
  const one = await at(8, [8]);
  expect(one).toBeGreaterThan(1);
  expect(await at(64, [8])).toBeCloseTo(one, 5);
  expect(await at(32, [3, 5])).toBeCloseTo(one, 5);
});

const BASELINE = 5;

const plateau = (...curve: number[]) => {
  const dev = curve.map((logPerplexity, i) => ({ step: 10 * (i + 1), logPerplexity }));
  const { plateaus, atEnd } = unigramPlateau(BASELINE, dev);
  return { plateaus, atEnd };
};

describe('a development curve', () => {
  it.each<[string, number[], { plateaus: { from: number; to: number }[]; atEnd: boolean }]>([
    ['that falls below', [6, 5, 4], { plateaus: [{ from: 10, to: 20 }], atEnd: false }],
    ['that is below at once', [4, 3], { plateaus: [], atEnd: false }],
    ['that stays', [5.2, 5.1, 5.05], { plateaus: [{ from: 10, to: 30 }], atEnd: true }],
    [
      'that falls back',
      [6, 4, 3, 5.1, 5.1],
      {
        plateaus: [
          { from: 10, to: 10 },
          { from: 40, to: 50 },
        ],
        atEnd: true,
      },
    ],
    ['within the tolerance', [4.95], { plateaus: [{ from: 10, to: 10 }], atEnd: true }],
    ['beyond it', [4.85], { plateaus: [], atEnd: false }],
    ['without a point', [], { plateaus: [], atEnd: false }],
  ])('%s', (_what, curve, expected) => {
    expect(plateau(...curve)).toEqual(expected);
  });
});

it('says what it was compared with', () => {
  expect(unigramPlateau(BASELINE, [])).toMatchObject({ logPerplexity: 5, tolerance: 0.1 });
});
