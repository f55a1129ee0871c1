import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { withLock } from '../../backend/setup/lock.ts';
import { UserError } from '../../errors.ts';
import { type SentencePair, type Split, splitChecksum } from '../corpus.ts';
import type { DatasetConfig } from '../dataset.ts';
import { writeShard } from '../shards/shard-writer.ts';
import { loadVocabulary } from '../vocabulary.ts';
import { trainVocabularyOnFile } from '../vocabulary-trainer.ts';
import type { CleanedBlock, CleanProblem, CleanSettings, CleanTask } from './clean-worker.ts';
import type { EncodedBlock, EncodeSettings } from './encode-worker.ts';
import { DROP_REASONS, noneDropped } from './filter.ts';
import { checkInputs, openTexts, readHeldOut, type TextPair, trainingTextNames } from './inputs.ts';
import { lineBlocks, pairBlocks } from './line-blocks.ts';
import { type Manifest, manifestPath, readManifest } from './manifest.ts';
import { sampler } from './sample.ts';
import { startWorkers } from './worker-pool.ts';

/** Pairs that a worker has at a time. */
const BLOCK_PAIRS = 4096;

/** Pairs of a shard: some 15 MB, sorted in memory. */
const SHARD_PAIRS = 1 << 17;

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

export type PrepareOptions = {
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

type Cleaned = Pick<Manifest['train'], 'pairs' | 'checksum' | 'texts'>;

async function clean(
  pairs: readonly TextPair[],
  settings: CleanSettings,
  path: string,
  { threads, observer }: PrepareOptions,
): Promise<Cleaned> {
  const workers = startWorkers('cleanBlock', settings, threads);
  const hash = createHash('sha256');
  const file = createWriteStream(path);
  const failed = once(file, 'error').then(([error]) => {
    throw new UserError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  });
  failed.catch(() => {});
  const texts: Cleaned['texts'] = [];
  let done = 0;
  try {
    for (const { source, target } of pairs) {
      const names = { sourceName: source.name, targetName: target.name };
      const tasks = (async function* (): AsyncGenerator<CleanTask> {
        for await (const block of pairBlocks(source.path, target.path, BLOCK_PAIRS)) {
          yield { ...block, ...names };
        }
      })();
      const dropped = noneDropped();
      let kept = 0;
      for await (const block of workers.map<CleanTask, CleanedBlock | CleanProblem>(tasks)) {
        if ('problem' in block) throw new UserError(block.problem);
        hash.update(block.text);
        if (!file.write(block.text)) await Promise.race([once(file, 'drain'), failed]);
        kept += block.kept;
        done += block.kept;
        for (const reason of DROP_REASONS) {
          dropped[reason] += block.dropped[reason];
          done += block.dropped[reason];
        }
        observer.progress(done);
      }
      const read = DROP_REASONS.reduce((total, reason) => total + dropped[reason], kept);
      texts.push({ source: source.name, target: target.name, read, kept, dropped });
    }
    file.end();
    await Promise.race([once(file, 'finish'), failed]);
  } finally {
    file.destroy();
    await workers.close();
  }
  const kept = texts.reduce((total, text) => total + text.kept, 0);
  if (kept === 0) throw new UserError('every training pair is left out; check dataset.filter');
  return { pairs: kept, checksum: hash.digest('hex'), texts };
}

/** Trains the vocabulary on a sample of clean text: both sides of each pair, a sentence a line. */
async function makeVocabulary(
  cleanText: string,
  pairs: number,
  { size, samplePairs, seed, characterCoverage }: DatasetConfig['vocabulary'],
  sample: string,
  model: string,
): Promise<void> {
  const picks = sampler(pairs, samplePairs, seed);
  const decoder = new TextDecoder();
  const file = createWriteStream(sample);
  for await (const { bytes } of lineBlocks(cleanText, BLOCK_PAIRS)) {
    const lines = decoder.decode(bytes).split('\n');
    lines.pop();
    const picked = lines.filter(() => picks()).map((line) => `${line.replace('\t', '\n')}\n`);
    if (!file.write(picked.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  await trainVocabularyOnFile(sample, model, { size, characterCoverage });
}

type Encoded = Pick<Manifest, 'shards'> & Pick<Manifest['train'], 'sourceTokens' | 'targetTokens'>;

async function encode(
  cleanText: string,
  vocabulary: { readonly path: string; readonly size: number; readonly checksum: string },
  folder: string,
  { threads, observer }: PrepareOptions,
): Promise<Encoded> {
  const settings: EncodeSettings = { vocabulary: vocabulary.path };
  const workers = startWorkers('encodeBlock', settings, threads);
  const shards: Manifest['shards'] = [];
  const totals = { sourceTokens: 0, targetTokens: 0 };
  let waiting: EncodedBlock[] = [];
  let waitingPairs = 0;
  let done = 0;
  const flush = () => {
    const tokens = new Uint32Array(
      waiting.reduce((total, block) => total + block.tokens.length, 0),
    );
    const lengths = new Uint16Array(2 * waitingPairs);
    let tokensAt = 0;
    let lengthsAt = 0;
    for (const block of waiting) {
      tokens.set(block.tokens, tokensAt);
      lengths.set(block.lengths, lengthsAt);
      tokensAt += block.tokens.length;
      lengthsAt += block.lengths.length;
    }
    for (let i = 0; i < lengths.length; i += 2) {
      totals.sourceTokens += lengths[i]!;
      totals.targetTokens += lengths[i + 1]!;
    }
    const file = `train-${String(shards.length).padStart(5, '0')}.shard`;
    shards.push({ file, ...writeShard(join(folder, file), { tokens, lengths }, vocabulary) });
    waiting = [];
    waitingPairs = 0;
  };
  const texts = (async function* () {
    for await (const { bytes } of lineBlocks(cleanText, BLOCK_PAIRS)) yield bytes;
  })();
  try {
    for await (const block of workers.map<Uint8Array, EncodedBlock>(texts)) {
      const pairs = block.lengths.length / 2;
      waiting.push(block);
      waitingPairs += pairs;
      done += pairs;
      // Blocks are whole, so shards are, too: how many workers there are changes nothing.
      if (waitingPairs >= SHARD_PAIRS) flush();
      observer.progress(done);
    }
    if (waitingPairs > 0) flush();
  } finally {
    await workers.close();
  }
  return { shards, ...totals };
}

/** Writes the pairs of a split beside the shards, one file a language. */
async function writeHeldOut(
  folder: string,
  split: Split,
  pairs: readonly SentencePair[],
  { source, target }: DatasetConfig['languages'],
): Promise<Manifest['dev']> {
  const write = (language: string, lines: readonly string[]) =>
    writeFile(join(folder, `${split}.${language}`), `${lines.join('\n')}\n`);
  await write(
    source,
    pairs.map((pair) => pair.source),
  );
  await write(
    target,
    pairs.map((pair) => pair.target),
  );
  return { pairs: pairs.length, checksum: splitChecksum(pairs) };
}

/** Everything that the prepared data follows from, as its manifest has it. */
function origin(manifest: Manifest) {
  const { name, licence, citation, languages, filter, vocabularyTraining, inputs } = manifest;
  const texts = manifest.train.texts.map(({ source, target }) => ({ source, target }));
  return { name, licence, citation, languages, filter, vocabularyTraining, inputs, texts };
}

function expectedOrigin(config: DatasetConfig, inputs: Manifest['inputs']) {
  const { name, licence, citation, languages, filter, vocabulary } = config;
  return {
    ...{ name, licence, citation, languages, filter, inputs },
    vocabularyTraining: vocabulary,
    texts: trainingTextNames(config),
  };
}

/** Does all the work in `work`, and returns what `result` in it then holds. */
async function make(
  config: DatasetConfig,
  inputs: Manifest['inputs'],
  work: string,
  result: string,
  options: PrepareOptions,
): Promise<Manifest> {
  const { observer } = options;
  const { name, licence, citation, languages, filter } = config;
  mkdirSync(result);
  observer.stage('unpack');
  const texts = await openTexts(config, join(work, 'text'));
  const dev = readHeldOut(texts.dev);
  const test = readHeldOut(texts.test);
  const heldOut = [...dev, ...test];

  observer.stage('clean');
  const cleanText = join(work, 'clean.tsv');
  const settings: CleanSettings = {
    filter,
    heldOut: {
      sources: heldOut.map(({ source }) => source),
      targets: heldOut.map(({ target }) => target),
    },
  };
  const cleaned = await clean(texts.train, settings, cleanText, options);

  observer.stage('vocabulary', Math.min(cleaned.pairs, config.vocabulary.samplePairs));
  const model = join(result, VOCABULARY_FILE);
  await makeVocabulary(
    cleanText,
    cleaned.pairs,
    config.vocabulary,
    join(work, 'sample.txt'),
    model,
  );
  const { size, checksum } = await loadVocabulary(model);

  observer.stage('encode', cleaned.pairs);
  const { shards, ...tokens } = await encode(
    cleanText,
    { path: model, size, checksum },
    result,
    options,
  );
  const manifest: Manifest = {
    format: 1,
    ...{ name, licence, citation, languages, filter },
    vocabularyTraining: config.vocabulary,
    inputs,
    train: { ...cleaned, ...tokens },
    dev: await writeHeldOut(result, 'dev', dev, languages),
    test: await writeHeldOut(result, 'test', test, languages),
    vocabulary: { file: VOCABULARY_FILE, size, checksum },
    shards,
  };
  await writeFile(manifestPath(result), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/**
 * Makes token shards, vocabulary, development and test text and a manifest of a data set's files, in
 * `config.prepared`. All of it is made beside that folder and appears there at once, so a process
 * that is killed leaves nothing that could be taken for data; the next call starts clean. The same
 * files and settings give the same bytes. No corpus is ever in memory.
 *
 * @throws UserError where a file is missing, not as it was listed, or not parallel text, and where
 *   other data is there already and `replace` is not set
 */
export async function prepareDataset(
  config: DatasetConfig,
  options: PrepareOptions,
): Promise<Prepared> {
  const { observer } = options;
  const work = `${config.prepared}.work`;
  const prepared = await withLock(work, observer.waiting, async () => {
    observer.stage('check');
    const inputs = await checkInputs(config);
    if (existsSync(config.prepared) && !options.replace) {
      const manifest = readManifest(config.prepared);
      if (isDeepStrictEqual(origin(manifest), expectedOrigin(config, inputs)))
        return { manifest, made: false };
      throw new UserError(
        `${config.prepared} holds data that was prepared from other files or with other settings; ` +
          'put the new data beside it (--set dataset.prepared=FOLDER), or let it give way (--replace)',
      );
    }
    for (const name of await readdir(work)) {
      if (name !== '.lock') await rm(join(work, name), { recursive: true });
    }
    const result = join(work, 'result');
    const manifest = await make(config, inputs, work, result, options);
    if (existsSync(config.prepared)) renameSync(config.prepared, join(work, 'old'));
    renameSync(result, config.prepared);
    return { manifest, made: true };
  });
  rmSync(work, { recursive: true, force: true });
  return prepared;
}
