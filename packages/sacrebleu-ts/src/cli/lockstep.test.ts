import { expect, it } from 'vitest';
import { type LineSource, lockstep } from './lockstep.ts';

function source(name: string, ...batches: readonly string[][]): LineSource {
  return {
    name,
    batches: (async function* () {
      yield* batches;
    })(),
  };
}

async function collect(...sources: readonly LineSource[]): Promise<string[]> {
  const tuples: string[] = [];
  for await (const lines of lockstep(sources)) tuples.push(lines.join(''));
  return tuples;
}

it('pairs lines whatever the batches', async () => {
  const letters = source('letters', ['a', 'b'], ['c']);
  const digits = source('digits', ['1'], ['2', '3']);
  expect(await collect(letters, digits)).toEqual(['a1', 'b2', 'c3']);
});

it('counts all lines when the numbers differ', async () => {
  const five = source('five', ['a', 'b'], ['c', 'd', 'e']);
  const two = source('two', ['1'], ['2']);
  await expect(collect(five, two)).rejects.toThrow(/five has 5, two has 2/);
  const three = source('three', ['a', 'b', 'c']);
  const six = source('six', ['1', '2'], ['3', '4'], ['5', '6']);
  await expect(collect(three, six)).rejects.toThrow(/three has 3, six has 6/);
});
