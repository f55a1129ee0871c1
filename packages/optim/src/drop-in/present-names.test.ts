import { expect, it } from 'vitest';
import { presentNames } from './present-names.ts';

const namesAmong =
  (...variables: string[]) =>
  (name: string): boolean =>
    variables.includes(name);

it.each([
  ['nothing was saved', [], ['a'], [], {}],
  ['names are what they were', ['a', 'b'], ['b', 'a'], ['a', 'b'], { a: 'a', b: 'b' }],
  ['some have no gradient yet', ['a', 'b'], ['b'], ['a', 'b'], { a: 'a', b: 'b' }],
  ['new ones join', ['a', 'b'], ['b', 'c'], ['a', 'b', 'c'], { a: 'a', b: 'b' }],
  [
    'a loaded model has new names',
    ['a', 'b'],
    ['a_1', 'b_1'],
    ['a_1', 'b_1'],
    { a: 'a_1', b: 'b_1' },
  ],
] as const)('knows which variable is which where %s', (_what, saved, present, variables, names) => {
  const found = presentNames(saved, present, namesAmong(...variables));
  expect(Object.fromEntries(found)).toEqual(names);
});

it.each([
  // Numbers that tfjs gives to variables without a name, in a session that had one more of them.
  ['names have moved by one', ['5', '6'], ['6', '7'], ['6', '7']],
  ['there are more of them', ['a', 'b'], ['c', 'd', 'e'], ['c', 'd', 'e']],
] as const)('will not guess where %s', (_what, saved, present, variables) => {
  expect(() => presentNames(saved, present, namesAmong(...variables))).toThrow(
    `for the variables ${saved.join(', ')}; to be updated are ${present.join(', ')}`,
  );
});
