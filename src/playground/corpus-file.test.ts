import { beforeAll, expect, it } from 'vitest';
import { loadVocabulary, type Vocabulary } from '../data/vocabulary.ts';
import { encodedCorpus } from './build.ts';
import { type Corpus, decodePieces, packCorpus, unpackCorpus } from './corpus-file.ts';

const VOCABULARY = 'configs/data/builtin.model';

let corpus: Corpus;
let vocabulary: Vocabulary;

beforeAll(async () => {
  corpus = await encodedCorpus(VOCABULARY);
  vocabulary = await loadVocabulary(VOCABULARY);
});

it('comes back as it was packed', () => {
  expect(unpackCorpus(packCorpus(corpus))).toEqual(corpus);
});

it('decodes as sentencepiece does, the control symbols too', () => {
  const { padId, unkId, bosId, eosId } = vocabulary;
  const ids = corpus.dev[0]!.target;
  const sentences = [
    ...corpus.dev.flatMap(({ source, target }) => [source, target]),
    [],
    [...ids.slice(0, 2), unkId, ...ids.slice(2)],
    [unkId, ...ids],
    [bosId, ...ids, eosId, padId],
    ids.toReversed(),
  ];
  expect(sentences.map((one) => decodePieces(corpus, one))).toEqual(
    sentences.map((one) => vocabulary.decode(one)),
  );
});

it('refuses a token that has no room', () => {
  const train = [{ source: [70_000], target: [1] }];
  expect(() => packCorpus({ ...corpus, train })).toThrow('70000 does not fit into 16 bits');
});
