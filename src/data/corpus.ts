import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hereOrInCheckout } from '../backend/checkout.ts';
import { UserError } from '../errors.ts';
import { builtinCorpus } from './builtin/corpus.ts';
import { requirePrepared } from './prepare/manifest.ts';
import { existingFile, readLines } from './text-files.ts';

/** A sentence and its translation. */
export type SentencePair = { readonly source: string; readonly target: string };

export type Split = 'train' | 'dev' | 'test';

export type Corpus = Readonly<Record<Split, readonly SentencePair[]>>;

/** Text that is read and encoded when a run starts. */
export type TextCorpusConfig =
  | {
      readonly kind: 'builtin';
      /** Seed of the sentence generator. */
      readonly seed: number;
    }
  | {
      readonly kind: 'folder';
      /** Holds `<name>.<language>` or `<name>.<language>.gz`, one sentence a line. */
      readonly folder: string;
      /** File names without their language, by split. */
      readonly files: Readonly<Record<Split, string>>;
      readonly languages: { readonly source: string; readonly target: string };
    };

export type CorpusConfig =
  | TextCorpusConfig
  | {
      readonly kind: 'shards';
      /** Made by `sublinear data prepare`. */
      readonly folder: string;
      /** The split that takes the place of the test set; `test` itself where absent. */
      readonly testSet?: 'dev' | 'test' | undefined;
    };

export type PreparedCorpusConfig = Exclude<CorpusConfig, TextCorpusConfig>;

/**
 * The pairs of two files, one sentence a line in each.
 *
 * @throws UserError where a file is missing or empty, or they differ in length
 */
export function readPairs(sourceFile: string, targetFile: string): SentencePair[] {
  const sources = readLines(sourceFile);
  const targets = readLines(targetFile);
  if (sources.length !== targets.length) {
    throw new UserError(
      `${sourceFile} has ${sources.length} lines and ${targetFile} has ${targets.length}; ` +
        'line i of one must translate line i of the other',
    );
  }
  if (sources.length === 0) throw new UserError(`${sourceFile}: the file is empty`);
  return sources.map((source, i) => ({ source, target: targets[i]! }));
}

const SPLITS: readonly Split[] = ['train', 'dev', 'test'];

type FolderConfig = Extract<TextCorpusConfig, { kind: 'folder' }>;

/** The source file and the target file of a split; `.gz` may follow. */
function splitFiles({ folder, files, languages }: FolderConfig, split: Split): [string, string] {
  const path = (language: string) => join(hereOrInCheckout(folder), `${files[split]}.${language}`);
  return [path(languages.source), path(languages.target)];
}

/** @throws UserError where a file of the corpus is not there; reads none of them */
export function requireCorpus(config: CorpusConfig): void {
  if (config.kind === 'builtin') return;
  if (config.kind === 'shards') {
    requirePrepared(config.folder);
    return;
  }
  for (const split of SPLITS) splitFiles(config, split).forEach(existingFile);
}

/** All three splits of the corpus that `config` describes. */
export function loadCorpus(config: TextCorpusConfig): Corpus {
  if (config.kind === 'builtin') return builtinCorpus({ seed: config.seed });
  const read = (split: Split) => readPairs(...splitFiles(config, split));
  return { train: read('train'), dev: read('dev'), test: read('test') };
}

/** A sha256 over the text of one split, the same however its files were compressed. */
export function splitChecksum(pairs: readonly SentencePair[]): string {
  const hash = createHash('sha256');
  for (const { source, target } of pairs) hash.update(`${source}\t${target}\n`);
  return hash.digest('hex');
}
