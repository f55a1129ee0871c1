import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialParameters } from '../model/parameters.ts';
import { trainingState } from './programs.ts';
import { createTranslator, isCut, LONGEST_SOURCE } from './translator.ts';

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

const symbolsOf = (length: number, i = 0) => Array.from({ length }, (_, j) => 4 + ((i + j) % 16));

function translated(
  sources: readonly (readonly number[])[],
  sentences: number,
  kind: 'greedy' | 'beam',
): Promise<number[][]> {
  const executor = eagerExecutor(trainingState(initialParameters(CONFIG, VOCABULARY, 2), {}));
  const search =
    kind === 'greedy'
      ? { kind, extraLength: 3 }
      : { kind, extraLength: 3, beamSize: 2, alpha: 0.6 };
  const options = { search, sentences, lengths: [4, 8] };
  return createTranslator(executor, CONFIG, SYMBOLS, options)(sources)();
}

describe.each(['greedy', 'beam'] as const)('translate, by %s search', (kind) => {
  it('gives each source the same, whatever is translated together', async () => {
    // The model hardly ever ends, so that it is the longest length that cuts most of these off.
    const sources = [...EXAMPLES.map(({ source }) => source), symbolsOf(20, 3)];
    const together = await translated(sources, 4, kind);
    expect(together.filter((ids, i) => ids.length === sources[i]!.length + 4)).not.toEqual([]);
    for (const [i, translation] of together.entries()) {
      expect(await translated([sources[i]!], 1, kind), `source ${i}`).toEqual([translation]);
    }
    expect(await translated(sources.toReversed(), 3, kind)).toEqual(together.toReversed());
  });

  it('gives what is blank nothing', async () => {
    const [first, second] = [symbolsOf(3), symbolsOf(2, 5)];
    const [alone] = await translated([first], 4, kind);
    const found = await translated([[], first, [], second, []], 4, kind);
    expect(found.map(({ length }) => length > 0)).toEqual([false, true, false, true, false]);
    expect(found[1]).toEqual(alone);
    expect(await translated([[], []], 4, kind)).toEqual([[], []]);
    expect(await translated([], 4, kind)).toEqual([]);
  });
});

it('translates the beginning of what is too long, and the others as ever', async () => {
  const longest = symbolsOf(LONGEST_SOURCE - 1);
  const tooLong = symbolsOf(20_000);
  expect([longest, tooLong].map(isCut)).toEqual([false, true]);
  const others = [symbolsOf(3), symbolsOf(2, 5)];
  const found = await translated([others[0]!, tooLong, others[1]!], 4, 'greedy');
  expect([found[0], found[2]]).toEqual(await translated(others, 4, 'greedy'));
  expect(found[1]).toEqual((await translated([longest], 4, 'greedy'))[0]);
}, 60_000);
