// `make bench-data`: how long preparation takes, what it needs, and how
// fast batches come from what it made.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sum } from 'd3-array';
import { wholeNumber } from '../../src/cli/number-option.ts';
import { readManifest } from '../../src/data/prepare/manifest.ts';
import { inspectPrepared } from '../../src/data/shards/inspect.ts';
import { openTrainingData } from '../../src/data/training-data.ts';
import { benchmarkParser, countOption } from '../harness/arguments.ts';
import { describeSetting, runBenchmark, say, writeRecord } from '../harness/benchmark.ts';
import { treeMemory } from './process-memory.ts';

const SHAPES = 12;
const LONGEST = 128;
const TOKENS = 4096;
const FAR_POSITION = 1_000_000;
const TIMED_BATCHES = 2000;
const SAMPLED_EVERY_MS = 100;

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

type Run = { seconds: number; peakBytes: number; stages: { line: string; atSeconds: number }[] };

/** Runs a Node program, and watches the memory of all its processes. */
function watched(args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const elapsed = () => (performance.now() - start) / 1000;
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const stages: Run['stages'] = [];
    let peakBytes = 0;
    const sampling = setInterval(() => {
      peakBytes = Math.max(peakBytes, treeMemory(child.pid!));
    }, SAMPLED_EVERY_MS);
    createInterface({ input: child.stderr }).on('line', (line) => {
      stages.push({ line, atSeconds: elapsed() });
      say(line);
    });
    child.on('close', (code) => {
      clearInterval(sampling);
      if (code === 0) resolve({ seconds: elapsed(), peakBytes, stages });
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

async function measure(pairs: number, size: number, sample: number, folder: string) {
  const text = path.join(folder, `text-${pairs}`);
  const prepared = path.join(folder, `prepared-${pairs}`);
  const name = `synthetic-${pairs}`;
  if (!existsSync(path.join(text, 'test.de'))) {
    say(`writing ${pairs} invented pairs`);
    await watched([
      ...['--import', 'tsx', file('../../data-scripts/synthetic-corpus.ts')],
      ...['--folder', text, '--pairs', String(pairs)],
    ]);
  }
  rmSync(prepared, { recursive: true, force: true });
  const settings = [
    `dataset.name=${name}`,
    `dataset.input.folder=${text}`,
    `dataset.prepared=${prepared}`,
    `dataset.vocabulary.size=${size}`,
    `dataset.vocabulary.samplePairs=${sample}`,
    'dataset.vocabulary.characterCoverage=0.9998',
  ].flatMap((setting) => ['--set', setting]);
  const preparation = await watched([
    file('../../src/cli/sublinear.mjs'),
    ...['data', 'prepare', file('../../configs/data/folder.yaml'), ...settings],
  ]);
  const manifest = readManifest(prepared);
  const anyLengths = { kind: 'bucketed' as const, tokens: TOKENS, lengths: [LONGEST] };
  const { best } = await inspectPrepared(prepared, anyLengths, { verify: false, shapes: SHAPES });
  const batching = { kind: 'bucketed' as const, tokens: TOKENS, lengths: best!.lengths };
  const vocabulary = path.join(prepared, manifest.vocabulary.file);
  const corpus = { kind: 'shards' as const, folder: prepared };

  let start = performance.now();
  const { batches, tooLong } = await openTrainingData({ name, corpus, vocabulary, batching }, 1);
  const openSeconds = (performance.now() - start) / 1000;
  start = performance.now();
  batches.batch(FAR_POSITION);
  const entrySeconds = (performance.now() - start) / 1000;
  let tokens = 0;
  let positions = 0;
  start = performance.now();
  for (let i = 1; i <= TIMED_BATCHES; i++) {
    const batch = batches.batch(FAR_POSITION + i);
    tokens += batch.sourceTokens + batch.targetTokens;
    positions += 2 * batch.source.length;
  }
  const seconds = (performance.now() - start) / 1000;
  batches.close();
  return {
    pairs,
    vocabulary: { size, samplePairs: sample },
    preparation: {
      ...preparation,
      linesPerSecond: (2 * pairs) / preparation.seconds,
      shardBytes: sum(manifest.shards, ({ bytes }) => bytes),
      kept: manifest.train.pairs,
      sourceTokens: manifest.train.sourceTokens,
      targetTokens: manifest.train.targetTokens,
    },
    batches: {
      batching,
      tooLong,
      openSeconds,
      entrySeconds,
      batchesPerSecond: TIMED_BATCHES / seconds,
      tokensPerSecond: tokens / seconds,
      padding: 1 - tokens / positions,
    },
  };
}

await runBenchmark(async () => {
  const usage = 'Prepares invented corpora, and reads batches from them.';
  const args = benchmarkParser('data-time', usage, process.argv.slice(2))
    .option('sizes', {
      // One size alone looks like a number.
      type: 'string',
      default: '500000,4500000',
      coerce: (sizes: string) => sizes.split(',').map(wholeNumber('--sizes')),
      describe: 'Training pairs of each corpus, separated by commas',
    })
    .option('vocabulary', { ...countOption('--vocabulary', 'Subwords'), default: 32_768 })
    .option('sample', {
      ...countOption('--sample', 'Pairs that the vocabulary is trained on'),
      default: 250_000,
    })
    .option('folder', {
      type: 'string',
      default: path.join(os.tmpdir(), 'sublinear-data-time'),
      describe: 'Where text and shards go; 3 GB for 4.5 M pairs',
    })
    .parseSync();
  const { sizes, vocabulary, sample, folder, json } = args;
  const setting = describeSetting();
  const measurements = [];
  for (const pairs of sizes) measurements.push(await measure(pairs, vocabulary, sample, folder));
  for (const { pairs, preparation, batches } of measurements) {
    const parts = [
      `${pairs} pairs: ${preparation.seconds.toFixed(0)} s, ${Math.round(preparation.linesPerSecond)} lines/s,`,
      `peak memory ${(preparation.peakBytes / 1e6).toFixed(0)} MB, shards ${(preparation.shardBytes / 1e6).toFixed(0)} MB;`,
      `${Math.round(batches.batchesPerSecond)} batches/s, ${(100 * batches.padding).toFixed(1)}% padding,`,
      `batch ${FAR_POSITION} after ${batches.entrySeconds.toFixed(3)} s`,
    ];
    console.log(parts.join(' '));
  }
  writeRecord(json, setting, { measurements });
});
