import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ReferenceStream } from '../src/corpus.ts';

/** The corpus that the vectors were made from; see vectors/awkward_corpus.py. */
export interface VectorCorpus {
  readonly references: readonly ReferenceStream[];
  readonly systems: Readonly<Record<string, readonly string[]>>;
}

/** How many of the corpus' reference streams a group of vectors was scored against. */
export type ReferenceSet = 'one' | 'two' | 'variable';

/** Reads what vectors/make_vectors.py wrote. */
export function readVectors<T>(name: string): T {
  const file = new URL(`../vectors/${name}.vectors.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as T;
}

export function selectReferences(
  corpus: VectorCorpus,
  set: ReferenceSet,
): readonly ReferenceStream[] {
  return corpus.references.slice(0, { one: 1, two: 2, variable: 3 }[set]);
}
