import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inventTuned } from '../../../test/support/invented-results.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { tuningSection } from './tuning-markdown.ts';

const root = temporaryFolder();

const lineOf = (...given: Parameters<typeof inventTuned>) =>
  tuningSection(inventTuned(...given).report)
    .at(-1)!
    .split('\n')
    .find((line) => line.includes(`| ${given[1]} `))!
    .replaceAll(/ +/g, ' ');

it('the band of a grid ends before what diverged', () => {
  const outcomes = [5, 2.03, 2, 2.04].map((logPerplexity) => ({ logPerplexity }));
  const line = lineOf(join(root(), 'grid'), 'SGD', [...outcomes, { bleu: undefined }]);
  expect(line).toContain('diverged | 0.3 to 3: 10× | ');
});

it('the band of studies is of their trials together, and may go on beyond the grid', () => {
  // In Halton's order the factors are 1, 0.25, 4, 0.125, 2, 0.5, 8, 0.0625, then all but 0.0625 again.
  const first = [3, 4, 2.99, 5, 3.2, 4, 4, 5];
  const second = [3.5, 4, 3.1, 5, 3.01, 4, 3];
  const outcomes = [...first, ...second].map((logPerplexity) => ({ logPerplexity }));
  const line = lineOf(
    join(root(), 'studies'),
    'Adafactor',
    outcomes,
    'experiments/successors.yaml',
  );
  expect(line).toContain(' | 1 to 8: ≥ 8× | ');
});
