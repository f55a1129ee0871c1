import { beforeAll, expect, it } from 'vitest';
import { MODEL, VOCABULARY } from '../../test/support/small-training.ts';
import { SYMBOLS } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { evaluationBatches } from '../data/batches.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { translationModel } from '../model/translation-model.ts';
import { compileLogPerplexity } from './log-perplexity.ts';
import { likelihoodProgram, trainingState } from './programs.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const EXAMPLES = Array.from({ length: 9 }, (_, i) => ({
  source: Array.from({ length: 1 + (i % 5) }, (_, j) => 4 + ((i + j) % 16)),
  target: Array.from({ length: 1 + ((i * 2) % 6) }, (_, j) => 4 + ((i * 3 + j) % 16)),
}));

it('is the same however the sentences are batched', async () => {
  const model = translationModel(MODEL, { size: VOCABULARY, padId: SYMBOLS.padId });
  const executor = eagerExecutor(trainingState(model.initialParameters(1), {}));
  const likelihood = likelihoodProgram(model);
  const at = (tokens: number, lengths: number[]) =>
    compileLogPerplexity(
      executor,
      likelihood,
      evaluationBatches(EXAMPLES, { kind: 'bucketed', tokens, lengths }, SYMBOLS),
    )();
  const one = await at(8, [8]);
  expect(one).toBeGreaterThan(1);
  expect(await at(64, [8])).toBeCloseTo(one, 5);
  expect(await at(32, [3, 5])).toBeCloseTo(one, 5);
});
