import { readFileSync } from 'node:fs';
import { NAMED } from 'sublinear-optim';
import { expect, it } from 'vitest';
import { bytesText, optimizerTable, stateForBase } from './optimizer-table.ts';

const page = readFileSync('docs/optimisers.md', 'utf8');

it('is what docs/optimisers.md says', () => {
  expect(page).toContain(optimizerTable());
});

it('has a line for every optimiser, and the page a part for each, in this order', () => {
  const names = Object.keys(NAMED);
  const lines = optimizerTable().split('\n').slice(2);
  expect(lines.map((line) => line.split('`')[1])).toEqual(names);
  const headings = [...page.matchAll(/^### `(\w+)`/gm)].map(([, name]) => name);
  expect(headings).toEqual(names);
});

const STATED = [
  ...page.matchAll(/^### `(\w+)`\n(?:(?!###)[\s\S])*?\*\*State\.\*\* ([\d,]+) bytes/gm),
];

it('says of those up to SM3 how many bytes they keep', () => {
  const names = Object.keys(NAMED);
  expect(STATED.map(([, name]) => name)).toEqual(names.slice(0, names.indexOf('sm3') + 1));
});

it.each(STATED.map(([, name, bytes]) => [name!, bytes!]))(
  'has the state of %s as it is counted: %s bytes',
  (name, bytes) => {
    expect(bytes).toBe(bytesText(stateForBase(name).state.bytes));
  },
);
