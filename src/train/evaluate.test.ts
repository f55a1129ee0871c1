import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { evaluationBatches } from '../data/batches.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialParameters } from '../model/parameters.ts';
import { logPerplexity, translate } from './evaluate.ts';
import { likelihoodProgram, trainingState } from './programs.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const SYMBOLS = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };
const VOCABULARY = 20;

const CONFIG: ModelConfig = {
  encoderLayers: 1,
  decoderLayers: 1,
  dModel: 8,
  dFeedForward: 16,
  heads: 2,
  dropout: { residual: 0.5, attention: 0.5, relu: 0.5 },
  labelSmoothing: 0.3,
  embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
};

const EXAMPLES = Array.from({ length: 9 }, (_, i) => ({
  source: Array.from({ length: 1 + (i % 5) }, (_, j) => 4 + ((i + j) % 16)),
  target: Array.from({ length: 1 + ((i * 2) % 6) }, (_, j) => 4 + ((i * 3 + j) % 16)),
}));

it('is the same log-perplexity however the sentences are batched', async () => {
  const executor = eagerExecutor(trainingState(initialParameters(CONFIG, VOCABULARY, 1), {}));
  const likelihood = likelihoodProgram(CONFIG, SYMBOLS.padId);
  const at = (tokens: number, lengths: number[]) =>
    logPerplexity(
      executor,
      likelihood,
      evaluationBatches(EXAMPLES, { kind: 'bucketed', tokens, lengths }, SYMBOLS),
    );
  const one = await at(8, [8]);
  expect(one).toBeGreaterThan(1);
  expect(await at(64, [8])).toBeCloseTo(one, 5);
  expect(await at(32, [3, 5])).toBeCloseTo(one, 5);
});

it('translates in the order given, whatever is translated together', async () => {
  const executor = eagerExecutor(trainingState(initialParameters(CONFIG, VOCABULARY, 2), {}));
  const translated = (sources: number[][], sentences: number) =>
    translate(executor, CONFIG, sources, SYMBOLS, {
      search: { kind: 'greedy', extraLength: 3 },
      sentences,
      lengths: [4, 8],
    });
  const sources = EXAMPLES.map(({ source }) => source);
  const together = await translated(sources, 4);
  for (const [i, translation] of together.entries()) {
    const [alone] = await translated([sources[i]!], 1);
    // A longer neighbour only gives a sentence more room before it is cut off.
    expect(translation.slice(0, alone!.length)).toEqual(alone);
  }
});
