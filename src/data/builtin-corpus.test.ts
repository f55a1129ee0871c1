import { expect, it } from 'vitest';
import { builtinCorpus } from './builtin-corpus.ts';
import { splitChecksum } from './corpus.ts';

it('gives the text that stored results were trained on', () => {
  const { train, dev, test } = builtinCorpus();
  expect([train.length, dev.length, test.length]).toEqual([20_000, 500, 500]);
  // As the results of the demo have them.
  expect([train, dev, test].map(splitChecksum)).toEqual([
    '896def8c93c554866887067c2260a9af8f26986a6091aaf538f81162d6dce8f3',
    '89da28139a481dfd24d0daa3a48402518e67360df68e38290bf247ab3b7d2b4b',
    'd24ed20d672fbfd1042421d672ad82f173a9309a0eb136d392890bde570dbf93',
  ]);
});
