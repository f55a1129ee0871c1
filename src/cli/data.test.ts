import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { sublinear } from '../../test/support/command-line.ts';
import { breakOff, type Loopback, sendContent, serve } from '../../test/support/loopback.ts';
import { overrides, SMALL_MODEL } from '../../test/support/small-demo.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { builtinCorpus } from '../data/builtin-corpus.ts';
import { readResult } from '../results/store.ts';

/*
 * The whole path from a URL to a training step, through the real command line: archives with the
 * layout and member names of the real ones, served on this machine, with invented text.
 */

const folder = temporaryFolder();

const { train, dev, test } = builtinCorpus();

function lines(sentences: readonly string[]): string {
  return `${sentences.join('\n')}\n`;
}

function sgml(sentences: readonly string[]): string {
  const segments = sentences.map((sentence, i) => `<seg id="${i + 1}">${sentence}</seg>`);
  return `<srcset setid="x" srclang="any">\n<doc docid="d" genre="news" origlang="en">\n${segments.join('\n')}\n</doc>\n</srcset>\n`;
}

/** Writes the files under `root`, then packs them as WMT packs its archives. */
async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const root = mkdtempSync(join(tmpdir(), 'sublinear-archive-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const file = join(root, 'made.tgz');
    await create({ gzip: true, file, cwd: root }, [
      ...new Set(Object.keys(files).map((name) => name.split('/')[0]!)),
    ]);
    return readFileSync(file);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const english = (pairs: typeof train) => pairs.map(({ source }) => source);
const german = (pairs: typeof train) => pairs.map(({ target }) => target);

/** What statmt.org has, by path, with other text. */
async function wmt14(): Promise<Record<string, Buffer>> {
  const part = (from: number, to: number) => train.slice(from, to);
  const parallel = (name: string, pairs: typeof train) => ({
    [`${name}.en`]: lines(english(pairs)),
    [`${name}.de`]: lines(german(pairs)),
  });
  const crawl = [
    ...part(1500, 2500),
    { source: '', target: 'leer' },
    ...dev.slice(0, 3),
    { source: 'a', target: 'b '.repeat(300) },
  ];
  return {
    'wmt13/training-parallel-europarl-v7.tgz': await archive({
      ...parallel('training/europarl-v7.de-en', part(0, 1500)),
      'training/europarl-v7.fr-en.en': 'not this one\n',
    }),
    'wmt13/training-parallel-commoncrawl.tgz': await archive({
      ...parallel('commoncrawl.de-en', crawl),
      'commoncrawl.cs-en.annotation': 'nor this\n',
    }),
    'wmt14/training-parallel-nc-v9.tgz': await archive(
      parallel('training/news-commentary-v9.de-en', part(2500, 3000)),
    ),
    'wmt13/test.tgz': await archive({
      'test/newstest2013-src.en.sgm': sgml(english(dev)),
      'test/newstest2013-src.de.sgm': sgml(german(dev)),
      'test/newstest2013-src.fr.sgm': sgml(['autre']),
    }),
    'wmt14/test-full.tgz': await archive({
      'test-full/newstest2014-deen-src.en.sgm': sgml(
        english(test).map((text) => `${text} &amp; more`),
      ),
      'test-full/newstest2014-deen-ref.de.sgm': sgml(german(test)),
    }),
  };
}

const digest = (algorithm: string, content: Buffer) =>
  createHash(algorithm).update(content).digest('hex');

/** A data file that extends the one that ships, with the sizes and checksums of our own files. */
function ownConfig(
  base: string,
  files: Readonly<Record<string, Buffer>>,
  vocabulary: object,
): string {
  const expected = Object.entries(files).map(([path, content]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const sums =
      name.startsWith('test') && name.endsWith('.tgz')
        ? { md5: digest('md5', content) }
        : { bytes: content.length, sha256: digest('sha256', content) };
    return [name, sums];
  });
  const prepared = folder('prepared');
  const config = folder('own.yaml');
  writeFileSync(
    config,
    stringify({
      extends: resolve(base),
      data: {
        corpus: { folder: prepared },
        vocabulary: join(prepared, 'vocabulary.model'),
        batching: { tokens: 256, lengths: [8, 12, 16, 24, 32] },
      },
      dataset: {
        input: { folder: folder('downloads'), files: Object.fromEntries(expected) },
        prepared,
        vocabulary,
      },
    }),
  );
  return config;
}

/** Trains a very small model for a step on the data that `config` describes. */
async function oneStep(
  config: string,
  ...assignments: string[]
): Promise<NonNullable<ReturnType<typeof readResult>>> {
  const run = folder('run.yaml');
  const parts = ['configs/models/tiny.yaml', 'configs/optimizers/adafactor.yaml'];
  writeFileSync(
    run,
    stringify({
      extends: [...parts.map((part) => resolve(part)), config],
      protocol: 'test',
      training: { steps: 1, rateMultiplier: 1, seed: 1, logEvery: 1, evaluateEvery: 1 },
      evaluation: {
        search: { kind: 'greedy', extraLength: 1, sentences: 500 },
        tokenize: '13a',
      },
    }),
  );
  const settings = overrides([...SMALL_MODEL, ...assignments]);
  const runFolder = mkdtempSync(folder('run-'));
  const trained = await sublinear('train', run, '--folder', runFolder, ...settings);
  expect(trained.stderr).toMatch(/step 1\/1 {2}development log-perplexity \d/);
  expect(trained.code).toBe(0);
  return readResult(join(runFolder, 'result.json'))!;
}

describe('the WMT14 path', () => {
  let files: Record<string, Buffer>;
  let server: Loopback;
  /** The first answer for this file breaks off. */
  const interrupted = 'wmt13/training-parallel-commoncrawl.tgz';

  beforeAll(async () => {
    files = await wmt14();
    const begun = new Set<string>();
    server = await serve((request, response) => {
      const path = request.url!.slice('/mirror/'.length);
      const content = files[path];
      if (content === undefined) response.writeHead(404).end();
      else if (path === interrupted && !begun.has(path)) {
        begun.add(path);
        response.writeHead(200, { 'content-length': content.length });
        const part = folder('downloads', `${path.split('/')[1]}.part`);
        breakOff(response, content.subarray(0, content.length >> 1), part);
      } else sendContent(request, response, content);
    });
  });

  afterAll(() => server.close());

  const config = () =>
    ownConfig('configs/data/wmt14.yaml', files, {
      size: 400,
      samplePairs: 1000,
      characterCoverage: 1,
    });

  it('goes from URLs to a training step, with an interruption on the way', {
    timeout: 180_000,
  }, async () => {
    const data = config();
    const early = await sublinear('data', 'prepare', data);
    expect(early.code).toBe(2);
    expect(early.stderr).toContain('is not there; download it with `sublinear data download`');

    const mirror = `${server.url}/mirror`;
    const downloaded = await sublinear('data', 'download', data, '--mirror', mirror);
    expect(downloaded.stderr).toContain('broke off');
    expect(downloaded.code).toBe(0);
    const asked = server.asked.filter(({ path }) => path.endsWith('commoncrawl.tgz'));
    expect(asked.at(-1)!.range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(readdirSync(folder('downloads')).sort()).toEqual(
      Object.keys(files)
        .map((path) => path.split('/')[1])
        .sort(),
    );

    const prepared = await sublinear('data', 'prepare', data, '--json');
    expect(prepared.stderr).toContain('training the vocabulary');
    expect(prepared.code).toBe(0);
    const manifest = JSON.parse(prepared.stdout);
    expect(manifest.train.texts[1]).toEqual({
      source: 'training-parallel-commoncrawl.tgz: commoncrawl.de-en.en',
      target: 'training-parallel-commoncrawl.tgz: commoncrawl.de-en.de',
      read: 1005,
      kept: expect.any(Number),
      dropped: { empty: 1, tooLong: 1, lengthRatio: 0, heldOut: expect.any(Number) },
    });
    expect(manifest.train.texts[1].dropped.heldOut).toBeGreaterThanOrEqual(3);
    expect(manifest.dev.pairs).toBe(dev.length);
    expect(manifest.vocabulary.size).toBe(400);
    expect(manifest.inputs).toHaveLength(5);
    expect(existsSync(folder('prepared.work'))).toBe(false);
    const [first] = readFileSync(folder('prepared', 'test.en'), 'utf8').split('\n');
    expect(first).toBe(`${test[0]!.source} & more`);

    const inspected = await sublinear('data', 'inspect', data, '--verify', '--shapes', '3');
    expect(inspected.stdout).toContain('every shard has the checksum that the manifest lists');
    expect(inspected.stdout).toMatch(/best +lengths: \[\d+, \d+, \d+\], \d+\.\d% padding/);

    const narrow = ['--set', 'data.batching.lengths=[1]', '--shapes', '3'];
    const refused = await sublinear('data', 'inspect', data, ...narrow);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /error: --shapes 3: no pair of \S+ fits into a row of 1 positions.* shortest pair needs \d+/,
    );

    const result = await oneStep(data);
    expect(result.provenance.data.name).toBe('wmt14');
    expect(result.provenance.data.checksums.train).toBe(manifest.train.checksum);
    expect(result.provenance.data.pairs.train).toBe(manifest.train.pairs);
    expect(result.training.steps).toBe(1);
    expect(result.training.losses[0]!.loss).toBeGreaterThan(0);
    expect(result.provenance.data.checksums.test).toBe(manifest.test.checksum);

    const onDev = await oneStep(data, 'data.corpus.testSet=dev');
    expect(onDev.provenance.data.checksums.test).toBe(manifest.dev.checksum);
    expect(onDev.provenance.data.pairs.test).toBe(dev.length);
    expect(onDev.test!.bleu.referenceLength).not.toBe(result.test!.bleu.referenceLength);

    const other = await sublinear('train', folder('run.yaml'), '--set', 'data.name=tatoeba');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('results must not call it something else');
  });

  it('makes the same bytes again, with other threads and after being killed', {
    timeout: 120_000,
  }, async () => {
    const data = config();
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(folder('mirror'), { recursive: true });
      writeFileSync(folder('mirror', path.split('/')[1]!), content);
    }
    expect((await sublinear('data', 'download', data, '--mirror', folder('mirror'))).code).toBe(0);
    expect((await sublinear('data', 'prepare', data, '--threads', '1')).code).toBe(0);
    const prepared = folder('prepared');
    cpSync(prepared, folder('first'), { recursive: true });
    expect((await sublinear('data', 'prepare', data)).stderr).toContain('holds this data already');

    const child = execFile(process.execPath, [
      'src/cli/sublinear.mjs',
      'data',
      'prepare',
      data,
      '--replace',
    ]);
    await new Promise<void>((reached) => {
      child.stderr!.on('data', (text: string) => {
        if (text.includes('training the vocabulary')) reached();
      });
    });
    child.kill('SIGKILL');
    await new Promise((ended) => child.on('close', ended));
    // Half a result beside the good one, and the lease of the dead.
    expect(readdirSync(folder('prepared.work')).length).toBeGreaterThan(1);
    rmSync(prepared, { recursive: true });

    expect((await sublinear('data', 'prepare', data, '--threads', '3')).code).toBe(0);
    const names = readdirSync(prepared).sort();
    expect(names).toEqual(readdirSync(folder('first')).sort());
    for (const name of names) {
      const [first, second] = [folder('first', name), join(prepared, name)];
      expect(readFileSync(second).equals(readFileSync(first)), name).toBe(true);
    }
    expect(readdirSync(folder())).not.toContain('prepared.work');

    const other = await sublinear('data', 'prepare', data, '--set', 'dataset.filter.maxWords=5');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('prepared from other files or with other settings');
  });
});

describe("Multi30k's layout", () => {
  it('goes from its files to a training step', { timeout: 120_000 }, async () => {
    const root = 'multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw';
    const files = Object.fromEntries(
      Object.entries({ train: train.slice(0, 1500), val: dev, test_2016_flickr: test }).flatMap(
        ([name, pairs]) => [
          [`${root}/${name}.en.gz`, gzipSync(lines(english(pairs)))],
          [`${root}/${name}.de.gz`, gzipSync(lines(german(pairs)))],
        ],
      ),
    ) as Record<string, Buffer>;
    const server = await serve((request, response) =>
      sendContent(request, response, files[request.url!.slice(1)] ?? Buffer.from('?')),
    );
    try {
      const data = ownConfig('configs/data/multi30k.yaml', files, { size: 400 });
      expect((await sublinear('data', 'download', data, '--mirror', server.url)).code).toBe(0);
      expect((await sublinear('data', 'prepare', data)).code).toBe(0);
      const result = await oneStep(data);
      expect(result.provenance.data.name).toBe('multi30k');
      expect(result.provenance.data.pairs.test).toBe(test.length);

      const vocabulary = ['--set', 'data.vocabulary=configs/data/builtin.model'];
      const refused = ['--folder', folder('refused'), ...vocabulary];
      const other = await sublinear('train', folder('run.yaml'), ...refused);
      expect(other.stderr).toContain(
        'data.vocabulary: configs/data/builtin.model is not the vocabulary that the data was encoded with',
      );
      expect(other.code).toBe(2);
    } finally {
      await server.close();
    }
  });
});

describe('a folder of text', () => {
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(folder(name), content);
  const prepare = (...more: string[]) =>
    sublinear(
      ...[
        'data',
        'prepare',
        'configs/data/folder.yaml',
        '--set',
        `dataset.input.folder=${folder()}`,
      ],
      ...['--set', `dataset.prepared=${folder('prepared')}`, ...more],
    );

  beforeEach(() => {
    for (const [split, pairs] of Object.entries({ train: train.slice(0, 6000), dev, test })) {
      write(`${split}.en`, lines(english(pairs)));
      write(`${split}.de.gz`, gzipSync(lines(german(pairs))));
    }
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a side with a line too few, far down',
      () => write('train.en', lines(english(train.slice(0, 5999)))),
      /train\.en ends after line 5999, and .*train\.de\.gz has a line 6000/,
    ],
    [
      'bytes that are not UTF-8',
      () => {
        const bytes = Buffer.from(lines(english(train.slice(0, 6000))));
        const at = bytes.indexOf('\n', 200_000) + 1;
        bytes[at] = 0xff;
        write('train.en', bytes);
      },
      /train\.en: line \d{4} is not valid UTF-8/,
    ],
    [
      'a gzip file that is cut off',
      () => write('train.de.gz', gzipSync(lines(german(train.slice(0, 6000)))).subarray(0, 50_000)),
      /train\.de\.gz: not a readable gzip file/,
    ],
    [
      'a file that is missing',
      () => rmSync(folder('dev.en')),
      /no file at .*dev\.en: expected .*; check dataset\.input in the configuration/,
    ],
    ['an empty training file', () => write('train.en', ''), /train\.en: the file is empty/],
    [
      'training files with carriage returns alone',
      () => write('train.en', lines(english(train.slice(0, 6000))).replaceAll('\n', '\r')),
      /train\.en: its lines end with carriage returns, expected line feeds/,
    ],
    [
      'gzip under a plain name',
      () => write('train.en', gzipSync(lines(english(train.slice(0, 6000))))),
      /train\.en: this is a gzip file; unpack it/,
    ],
    [
      'dev sets that are not parallel',
      () => write('dev.en', 'one\n'),
      /dev\.en has 1 sentences and dev\.de\.gz has 500/,
    ],
  ])('is refused for %s', async (_what, change, message) => {
    change();
    const { code, stderr } = await prepare();
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(folder('prepared'))).toBe(false);
  });

  it.each([[[]], [['--replace']]])(
    'takes the place of nothing but prepared data: %j',
    async (more) => {
      mkdirSync(folder('prepared'));
      write('prepared/letter.txt', 'not to be lost');
      const { code, stderr } = await prepare(...more);
      expect(stderr).toContain(
        `${folder('prepared')} is there and holds no prepared data; give dataset.prepared a folder of`,
      );
      expect(code).toBe(2);
      expect(readdirSync(folder('prepared'))).toEqual(['letter.txt']);
      expect(existsSync(folder('prepared.work'))).toBe(false);
    },
  );

  it('is prepared into a folder that is there and empty', async () => {
    mkdirSync(folder('prepared'));
    const { code } = await prepare('--set', 'dataset.vocabulary.size=400');
    expect(code).toBe(0);
    expect(readdirSync(folder('prepared'))).toContain('manifest.json');
    expect(existsSync(folder('prepared.work'))).toBe(false);
  });
});

describe("a user's mistake ends with code 2", () => {
  it.each([
    [['data', 'prepare', 'configs/data/builtin.yaml'], 'dataset: missing'],
    [
      ['data', 'inspect', 'configs/data/wmt14.yaml', '--set', 'data.corpus.folder=none'],
      'no prepared data in none',
    ],
    [
      ['data', 'inspect', 'configs/data/builtin.yaml'],
      'only prepared data (shards) can be inspected',
    ],
    [
      ['data', 'download', 'configs/data/wmt14.yaml', '--set', 'dataset.input.kind=ftp'],
      'dataset.input.kind: given "ftp"',
    ],
    [
      ['vocab', 'configs/data/wmt14.yaml', '--size', '100'],
      '`sublinear data prepare` trains the vocabulary',
    ],
  ])('%j', async (args, message) => {
    const { code, stderr } = await sublinear(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
