import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RunConfig } from '../config/run-config.ts';
import { hereOrInCheckout } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { builtinCorpus } from './builtin-corpus.ts';
import { requirePrepared } from './prepare/manifest.ts';
import { existingFile, readLines } from './text-files.ts';

/** A sentence and its translation. */
export type SentencePair = { readonly source: string; readonly target: string };

const SPLITS = ['train', 'dev', 'test'] as const;

export type Split = (typeof SPLITS)[number];

/** Something of each split. */
export const perSplit = <T>(make: (split: Split) => T): Record<Split, T> => ({
  train: make('train'),
  dev: make('dev'),
  test: make('test'),
});

export type Corpus = Readonly<Record<Split, readonly SentencePair[]>>;

type CorpusConfig = RunConfig['data']['corpus'];

/** What `sublinear data prepare` made. */
export type PreparedCorpusConfig = Extract<CorpusConfig, { kind: 'shards' }>;

/** Text that is read and encoded when a run starts. */
export type TextCorpusConfig = Exclude<CorpusConfig, PreparedCorpusConfig>;

/** One side of parallel text, and what messages call it. */
export type Side = { readonly name: string; readonly sentences: readonly string[] };

/**
 * The pairs of two texts.
 *
 * @param unit what a sentence is in them
 * @throws UserError where one is empty, or they differ in length
 */
export function pairUp(source: Side, target: Side, unit: 'line' | 'sentence'): SentencePair[] {
  for (const { name, sentences } of [source, target]) {
    if (sentences.length === 0) throw new UserError(`${name}: the file is empty`);
  }
  if (source.sentences.length !== target.sentences.length) {
    throw new UserError(
      `${source.name} has ${source.sentences.length} ${unit}s and ${target.name} has ` +
        `${target.sentences.length}; ${unit} i of one must translate ${unit} i of the other`,
    );
  }
  return source.sentences.map((sentence, i) => ({
    source: sentence,
    target: target.sentences[i]!,
  }));
}

/**
 * The pairs of two files, one sentence a line in each.
 *
 * @throws UserError where a file is missing, no UTF-8 text or empty, or they differ in length
 */
export async function readPairs(sourceFile: string, targetFile: string): Promise<SentencePair[]> {
  return pairUp(
    { name: sourceFile, sentences: await readLines(sourceFile) },
    { name: targetFile, sentences: await readLines(targetFile) },
    'line',
  );
}

type FolderConfig = Extract<TextCorpusConfig, { kind: 'folder' }>;

/**
 * The source file and the target file of a split.
 *
 * @throws UserError where one is not there
 */
function splitFiles({ folder, files, languages }: FolderConfig, split: Split): [string, string] {
  const path = (language: string) =>
    existingFile(
      join(hereOrInCheckout(folder), `${files[split]}.${language}`),
      'check data.corpus in the configuration',
    );
  return [path(languages.source), path(languages.target)];
}

/** @throws UserError where a file of the corpus is not there; reads none of them */
export function requireCorpus(config: CorpusConfig): void {
  if (config.kind === 'builtin') return;
  if (config.kind === 'shards') {
    requirePrepared(config.folder);
    return;
  }
  for (const split of SPLITS) splitFiles(config, split);
}

/** All three splits of the corpus that `config` describes. */
export async function loadCorpus(config: TextCorpusConfig): Promise<Corpus> {
  if (config.kind === 'builtin') return builtinCorpus();
  const read = (split: Split) => readPairs(...splitFiles(config, split));
  return { train: await read('train'), dev: await read('dev'), test: await read('test') };
}

/** A sha256 over the text of one split, the same however its files were compressed. */
export function splitChecksum(pairs: readonly SentencePair[]): string {
  const hash = createHash('sha256');
  for (const { source, target } of pairs) hash.update(`${source}\t${target}\n`);
  return hash.digest('hex');
}

/** Both sides of each pair in turn. */
export function* sentencesOf(pairs: Iterable<SentencePair>): Generator<string> {
  for (const { source, target } of pairs) {
    yield source;
    yield target;
  }
}
