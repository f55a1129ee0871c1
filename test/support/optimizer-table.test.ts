import { readFileSync } from 'node:fs';
import { NAMED } from 'sublinear-optim';
import { expect, it } from 'vitest';
import { optimizerTable } from './optimizer-table.ts';

const page = readFileSync('docs/optimisers.md', 'utf8');

it('is what docs/optimisers.md says', () => {
  expect(page).toContain(optimizerTable());
});

it('has a line for every optimiser, and the page a part for each that came after Adafactor', () => {
  const names = Object.keys(NAMED);
  const lines = optimizerTable().split('\n').slice(2);
  expect(lines.map((line) => line.split('`')[1])).toEqual(names);
  const headings = [...page.matchAll(/^### `(\w+)`/gm)].map(([, name]) => name);
  expect(headings).toEqual(names.slice(names.indexOf('sm3') + 1));
});
