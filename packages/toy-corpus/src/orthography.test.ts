import { expect, it } from 'vitest';
import { words, writeSentence } from './orthography.ts';

it.each([
  [['der', 'Mann', ',', 'der', 'liest', ',', ',', 'schläft'], 'Der Mann, der liest, schläft.'],
  [[',', 'weil', 'es', 'regnet', ','], 'Weil es regnet.'],
  [['österreich'], 'Österreich.'],
])('writes %j', (sentence, expected) => {
  expect(writeSentence(sentence, '.')).toBe(expected);
});

it('leaves empty words out', () => {
  expect(words('', 'nicht', '')).toEqual(['nicht']);
});
