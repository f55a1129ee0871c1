import { beforeAll, describe, expect, it } from 'vitest';
import { DROPPING, risingIds, SYMBOLS, TINY_VOCABULARY } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { initialParameters } from '../model/parameters.ts';
import { trainingState } from './step.ts';
import { createTranslator, decoded, isCut, LONGEST_SOURCE } from './translator.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

function translated(
  sources: readonly (readonly number[])[],
  sentences: number,
  kind: 'greedy' | 'beam',
): Promise<number[][]> {
  const parameters = initialParameters(DROPPING, TINY_VOCABULARY, 2);
  const executor = eagerExecutor(trainingState(parameters, {}));
  const search =
    kind === 'greedy'
      ? { kind, extraLength: 3 }
      : { kind, extraLength: 3, beamSize: 2, alpha: 0.6 };
  const options = { search, sentences, lengths: [4, 8] };
  return createTranslator(executor, DROPPING, SYMBOLS, options)(sources)();
}

describe.each(['greedy', 'beam'] as const)('translate, by %s search', (kind) => {
  it('gives each source the same, whatever is translated together', async () => {
    // The model hardly ever ends, so that it is the longest length that cuts most of these off.
    const sources = Array.from({ length: 9 }, (_, i) => risingIds(1 + (i % 5), i));
    sources.push(risingIds(20, 3));
    const together = await translated(sources, 4, kind);
    expect(together.filter((ids, i) => ids.length === sources[i]!.length + 4)).not.toEqual([]);
    for (const [i, translation] of together.entries()) {
      expect(await translated([sources[i]!], 1, kind), `source ${i}`).toEqual([translation]);
    }
    expect(await translated(sources.toReversed(), 3, kind)).toEqual(together.toReversed());
  });

  it('gives what is blank nothing', async () => {
    const [first, second] = [risingIds(3, 0), risingIds(2, 5)];
    const [alone] = await translated([first], 4, kind);
    const found = await translated([[], first, [], second, []], 4, kind);
    expect(found.map(({ length }) => length > 0)).toEqual([false, true, false, true, false]);
    expect(found[1]).toEqual(alone);
    expect(await translated([[], []], 4, kind)).toEqual([[], []]);
    expect(await translated([], 4, kind)).toEqual([]);
  });
});

it('gives a translation as one line, whatever bytes spell it', () => {
  const decode = (ids: readonly number[]) => String.fromCodePoint(...ids);
  expect(decoded({ decode }, [97, 13, 10, 98, 10, 13, 99, 9, 100])).toBe('a b  c\td');
});

it('translates the beginning of what is too long, and the others as ever', async () => {
  const longest = risingIds(LONGEST_SOURCE - 1, 0);
  const tooLong = risingIds(20_000, 0);
  expect([longest, tooLong].map(isCut)).toEqual([false, true]);
  const others = [risingIds(3, 0), risingIds(2, 5)];
  const found = await translated([others[0]!, tooLong, others[1]!], 4, 'greedy');
  expect([found[0], found[2]]).toEqual(await translated(others, 4, 'greedy'));
  expect(found[1]).toEqual((await translated([longest], 4, 'greedy'))[0]);
}, 60_000);
