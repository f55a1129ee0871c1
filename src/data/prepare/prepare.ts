import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DatasetConfig } from '../../config/dataset-config.ts';
import { UserError } from '../../platform/errors.ts';
import { fenceOf } from '../../platform/fence.ts';
import { withLease } from '../../platform/lease.ts';
import { LEASE_FOLDER } from '../../platform/lease-files.ts';
import { type SentencePair, type Split, splitChecksum } from '../corpus.ts';
import { loadVocabulary } from '../vocabulary.ts';
import { cleanText } from './clean-text.ts';
import type { CleanSettings } from './clean-worker.ts';
import { encodeShards } from './encode-shards.ts';
import { checkInputs, openTexts, readHeldOut, trainingTextNames } from './inputs.ts';
import { type Manifest, manifestPath, readManifest } from './manifest.ts';
import { trainOnSample } from './sample-vocabulary.ts';

const VOCABULARY_FILE = 'vocabulary.model';

/** The parts of the work, in their order. */
export type Stage = 'check' | 'unpack' | 'clean' | 'vocabulary' | 'encode';

/** Told what happens while it happens. */
export type PrepareObserver = {
  /** Another process prepares the same data. */
  waiting(): void;
  /** @param pairs how many pairs this part of the work has to do, where that is known */
  stage(stage: Stage, pairs?: number): void;
  /** How many pairs of this part are done. */
  progress(pairs: number): void;
};

type PrepareOptions = {
  /** Worker threads; the result does not depend on how many. */
  readonly threads: number;
  /** Whether data that was prepared otherwise gives way. */
  readonly replace: boolean;
  readonly observer: PrepareObserver;
};

export type Prepared = {
  readonly manifest: Manifest;
  /** False where the same data was there already. */
  readonly made: boolean;
};

/** Writes the pairs of a split beside the shards, one file a language. */
async function writeHeldOut(
  folder: string,
  split: Split,
  pairs: readonly SentencePair[],
  { source, target }: DatasetConfig['languages'],
): Promise<Manifest['dev']> {
  const write = (side: keyof SentencePair, language: string) => {
    const lines = pairs.map((pair) => `${pair[side]}\n`);
    return writeFile(join(folder, `${split}.${language}`), lines.join(''));
  };
  await write('source', source);
  await write('target', target);
  return { pairs: pairs.length, checksum: splitChecksum(pairs) };
}

/** What the manifest repeats of a data set's description and of its files. */
function origin(config: DatasetConfig, inputs: Manifest['inputs']) {
  const { name, licence, citation, languages, filter, vocabulary } = config;
  return { name, licence, citation, languages, filter, vocabularyTraining: vocabulary, inputs };
}

/** Whether a manifest is of data prepared from these files in this way. */
function isOf(manifest: Manifest, config: DatasetConfig, inputs: Manifest['inputs']): boolean {
  const texts = manifest.train.texts.map(({ source, target }) => ({ source, target }));
  return (
    isDeepStrictEqual({ ...manifest, ...origin(config, inputs) }, manifest) &&
    isDeepStrictEqual(texts, trainingTextNames(config))
  );
}

/** Does all the work in `work`, and returns what `result` in it then holds. */
async function make(
  config: DatasetConfig,
  inputs: Manifest['inputs'],
  work: string,
  result: string,
  options: PrepareOptions,
): Promise<Manifest> {
  const { threads, observer } = options;
  const { languages, filter } = config;
  mkdirSync(result);
  observer.stage('unpack');
  const texts = await openTexts(config, join(work, 'text'));
  const dev = await readHeldOut(texts.dev);
  const test = await readHeldOut(texts.test);
  const heldOut = [...dev, ...test];

  observer.stage('clean');
  const clean = join(work, 'clean.tsv');
  const settings: CleanSettings = {
    filter,
    heldOut: {
      sources: heldOut.map(({ source }) => source),
      targets: heldOut.map(({ target }) => target),
    },
  };
  const cleaned = await cleanText(texts.train, settings, clean, threads, observer.progress);

  observer.stage('vocabulary', Math.min(cleaned.pairs, config.vocabulary.samplePairs));
  const model = join(result, VOCABULARY_FILE);
  await trainOnSample(clean, cleaned.pairs, config.vocabulary, join(work, 'sample.txt'), model);
  const { size, checksum } = await loadVocabulary(model);

  observer.stage('encode', cleaned.pairs);
  const { shards, ...tokens } = await encodeShards(
    clean,
    { path: model, size, checksum },
    result,
    threads,
    observer.progress,
  );
  const manifest: Manifest = {
    format: 1,
    ...origin(config, inputs),
    train: { ...cleaned, ...tokens },
    dev: await writeHeldOut(result, 'dev', dev, languages),
    test: await writeHeldOut(result, 'test', test, languages),
    vocabulary: { file: VOCABULARY_FILE, size, checksum },
    shards,
  };
  await writeFile(manifestPath(result), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function explainFullDisk(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') throw error;
  throw new UserError(
    `no room to write (${error.message}); make room, or set dataset.prepared to a folder on ` +
      'another disk. Preparing needs about three times the size of the text',
  );
}

/** Removes what is in the folder of the work, beside the lease of whoever works. */
async function removeWork(work: string): Promise<void> {
  for (const name of await readdir(work)) {
    if (name !== LEASE_FOLDER) await rm(join(work, name), { recursive: true });
  }
}

/**
 * Whether `folder` holds data that was prepared before: false where it is missing or empty.
 *
 * @throws UserError where it holds something else, which nothing here may remove
 */
function holdsPrepared(folder: string): boolean {
  if (existsSync(manifestPath(folder))) return true;
  if (!existsSync(folder) || (statSync(folder).isDirectory() && isEmpty(folder))) return false;
  throw new UserError(
    `${folder} is there and holds no prepared data; give dataset.prepared a folder of its own ` +
      '(--set dataset.prepared=FOLDER)',
  );
}

const isEmpty = (folder: string): boolean => readdirSync(folder).length === 0;

/** Removes a folder that nobody else has begun to work in. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {}
}

/**
 * Makes token shards, vocabulary, development and test text and a manifest of a data set's files, in
 * `config.prepared`. All of it is made beside that folder and appears there at once, so a process
 * that is killed leaves nothing that could be taken for data; the next call starts clean. The same
 * files and settings give the same bytes. No corpus is ever in memory.
 *
 * @throws UserError where a file is missing, not as it was listed, or not parallel text, where other
 *   data is there already and `replace` is not set, and where the folder holds anything but such data
 */
export async function prepareDataset(
  config: DatasetConfig,
  options: PrepareOptions,
): Promise<Prepared> {
  const { observer } = options;
  const work = `${config.prepared}.work`;
  const prepareOnce = async (): Promise<Prepared> => {
    observer.stage('check');
    const isThere = holdsPrepared(config.prepared);
    const inputs = await checkInputs(config);
    if (isThere && !options.replace) {
      const manifest = readManifest(config.prepared);
      if (isOf(manifest, config, inputs)) return { manifest, made: false };
      throw new UserError(
        `${config.prepared} holds data that was prepared from other files or with other settings; ` +
          'put the new data beside it (--set dataset.prepared=FOLDER), or let it give way (--replace)',
      );
    }
    await removeWork(work);
    // Its own, as a process that has lost the lease may not know of it yet.
    const own = mkdtempSync(join(work, 'try-'));
    const result = join(own, 'result');
    const manifest = await make(config, inputs, own, result, options).catch(explainFullDisk);
    fenceOf(work)?.confirm();
    if (existsSync(config.prepared)) renameSync(config.prepared, join(own, 'old'));
    renameSync(result, config.prepared);
    return { manifest, made: true };
  };
  try {
    return await withLease(work, observer.waiting, async () => {
      const made = await prepareOnce();
      await removeWork(work);
      return made;
    });
  } finally {
    removeIfEmpty(work);
  }
}
