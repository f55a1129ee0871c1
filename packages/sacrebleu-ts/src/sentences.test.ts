import { expect, it } from 'vitest';
import { readVectors, type VectorCorpus } from '../test/vectors.ts';
import { sentenceBleu } from './bleu.ts';
import { sentenceChrf } from './chrf.ts';
import type { ReferenceStream } from './corpus.ts';
import type { Score } from './metric.ts';
import { sentenceTer } from './ter.ts';

type Key = 'bleu' | 'chrf' | 'chrfpp' | 'ter';
type SentenceScore = (hypothesis: string, references: ReferenceStream) => Score;

const corpus = readVectors<VectorCorpus>('corpus');
const vectors = readVectors<Record<string, Record<Key, readonly number[]>>>('sentence');

it.each<[Key, SentenceScore]>([
  ['bleu', sentenceBleu],
  ['chrf', sentenceChrf],
  ['chrfpp', (...texts) => sentenceChrf(...texts, { wordOrder: 2 })],
  ['ter', (...texts) => sentenceTer(...texts, { normalized: true, asianSupport: true })],
])('%s equals sacreBLEU for every sentence', (key, scoreOf) => {
  for (const [system, hypotheses] of Object.entries(corpus.systems)) {
    for (const [i, hypothesis] of hypotheses.entries()) {
      const references = corpus.references.map((stream) => stream[i]);
      const { score } = scoreOf(hypothesis, references);
      expect(score, `${system}, segment ${i}`).closeTo(vectors[system]![key][i]!, 1e-9);
    }
  }
});
