// Writes builtin-corpus.txt, the extract of the project's built-in corpus that awkward_corpus.py
// damages: sentences in turn German and English, of which no two translate each other.
//
//   npx tsx vectors/export-builtin.ts
import { writeFileSync } from 'node:fs';
import { builtinCorpus } from '../../toy-corpus/src/corpus.ts';

/** Every second segment of the awkward corpus. */
const SENTENCES = 150;

const { test } = builtinCorpus({ train: 0, dev: 0, test: SENTENCES });
const lines = test.map(({ source, target }, i) => `${i % 2 === 0 ? target : source}\n`);
writeFileSync(new URL('builtin-corpus.txt', import.meta.url), lines.join(''));
