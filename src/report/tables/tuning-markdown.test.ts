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
  // In Halton's order the factors are 0.707, 0.177, 2.83, 0.0884, 1.41 in the first study, 0.354, 5.66, 0.0625,
  // 1, 0.25 in the second, and 4, 0.125, 2, 0.5, 8 in the third.
  const studies = [
    [3.2, 4, 2.99, 5, 3.02],
    [4, 3, 5, 3.01, 4],
    [2.98, 5, 3, 4, 3.01],
  ];
  const outcomes = studies.flat().map((logPerplexity) => ({ logPerplexity }));
  const line = lineOf(
    join(root(), 'studies'),
    'Adafactor',
    outcomes,
    'experiments/successors.yaml',
  );
  expect(line).toContain(' | 1 to 8: ≥ 8× | ');
});
