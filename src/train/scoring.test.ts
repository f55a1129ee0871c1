import { mkdirSync } from 'node:fs';
import { bleu, corpusBleu } from 'sacrebleu-ts';
import { expect, it } from 'vitest';
import { smallConfig, smallRuns } from '../../test/support/small-run.ts';
import { readLines } from '../data/text-files.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { createScorer, permutationFloor } from './scoring.ts';
import { trainingState } from './step.ts';
import { openTask } from './task.ts';

const { inFolder } = smallRuns();

const metric = bleu();
const references = Array.from({ length: 200 }, (_, i) => {
  const own = [i % 7, (3 * i) % 11, (5 * i) % 13].map((word) => `w${word}`).join(' ');
  return `the ${own} sat on mat ${i} .`;
});

it('is far below the score of translations that fit their sources', () => {
  const floor = permutationFloor(metric, references, references, 1);
  expect(corpusBleu(references, [references]).score).toBeCloseTo(100, 9);
  expect(floor).toBeGreaterThan(0);
  expect(floor).toBeLessThan(60);
});

it('is the score itself of translations that say the same to any source', () => {
  const same = references.map(() => 'the w1 w2 w3 sat on mat 4 .');
  const { score } = corpusBleu(same, [references]);
  expect(score).toBeGreaterThan(1);
  expect(permutationFloor(metric, same, references, 1)).toBeCloseTo(score, 9);
});

it('depends on the seed, and on nothing else', () => {
  const once = permutationFloor(metric, references, references, 1);
  expect(permutationFloor(metric, references, references, 1)).toBe(once);
  expect(permutationFloor(metric, references, references, 2)).not.toBe(once);
});

it('keeps the translation of each line in a line, also where the vocabulary spells line breaks', async () => {
  const config = smallConfig(inFolder());
  const task = await openTask(config);
  const executor = eagerExecutor(trainingState(task.model.initialParameters(1), {}));
  const spelling = { ...task.vocabulary, decode: () => 'ein\nHund' };
  const folder = inFolder('run');
  mkdirSync(folder);
  const { signal } = new AbortController();
  const scorer = createScorer(
    { config, folder },
    { ...task, vocabulary: spelling },
    executor,
    signal,
  );
  const { translations } = await scorer.test('test');
  expect(translations.translations).toEqual(task.test.sources.map(() => 'ein Hund'));
  expect(await readLines(inFolder('run', 'test.translations.txt'))).toEqual(
    translations.translations,
  );
  executor.dispose();
  task.batches.close();
});
