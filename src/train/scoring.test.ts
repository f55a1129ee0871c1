import { bleu, corpusBleu } from 'sacrebleu-ts';
import { expect, it } from 'vitest';
import { permutationFloor } from './scoring.ts';

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
