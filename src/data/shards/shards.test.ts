import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { TokenBatch } from '../../model/batch.ts';
import { UserError } from '../../platform/errors.ts';
import type { BatchSource } from '../batch-source.ts';
import { assembleBatch } from '../batches.ts';
import { type Example, exampleLength } from '../examples.ts';
import { prefetchedShardBatches } from './prefetch.ts';
import { type ShardBatchesConfig, shardBatches } from './shard-batches.ts';
import { openShard } from './shard-reader.ts';
import { writeShard } from './shard-writer.ts';

const VOCABULARY = { size: 500, checksum: 'ab'.repeat(32) };
const SYMBOLS = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };

const folder = temporaryFolder();

function write(name: string, pairs: readonly Example[], size = VOCABULARY.size) {
  const tokens = Uint32Array.from(pairs.flatMap(({ source, target }) => [...source, ...target]));
  const lengths = Uint16Array.from(
    pairs.flatMap(({ source, target }) => [source.length, target.length]),
  );
  rmSync(folder(name), { force: true });
  return writeShard(folder(name), { tokens, lengths }, { ...VOCABULARY, size });
}

/** Every pair of a shard, in its order. */
function readAll(name: string): Example[] {
  const shard = openShard(folder(name));
  try {
    return shard.entries.flatMap((entry) =>
      Array.from({ length: entry.pairs }, (_, i) => shard.read(entry, i)),
    );
  } finally {
    shard.close();
  }
}

const sorted = (pairs: readonly Example[]) => pairs.map((pair) => JSON.stringify(pair)).sort();

const sentence = fc.array(fc.integer({ min: 4, max: 499 }), { maxLength: 12 });
const corpus = fc.array(fc.record({ source: sentence, target: sentence }), {
  minLength: 1,
  maxLength: 60,
});

describe('a shard', () => {
  it('gives back every pair, in the order of length', () => {
    fc.assert(
      fc.property(corpus, (pairs) => {
        write('a.shard', pairs);
        const read = readAll('a.shard');
        expect(sorted(read)).toEqual(sorted(pairs));
        const lengths = read.map(({ source, target }) => Math.max(source.length, target.length));
        expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
      }),
    );
  });

  it('holds the ids of a large vocabulary', () => {
    const pairs = [{ source: [100_000, 70_000], target: [65_536] }];
    write('a.shard', pairs, 120_000);
    expect(readAll('a.shard')).toEqual(pairs);
  });

  it('is the same bytes for the same pairs', () => {
    const pairs = [
      { source: [5, 6], target: [7] },
      { source: [5], target: [7, 9] },
    ];
    expect(write('a.shard', pairs)).toEqual(write('b.shard', pairs));
    expect(readFileSync(folder('a.shard'))).toEqual(readFileSync(folder('b.shard')));
  });

  /** What reading a damaged shard says; it must not give any pair that is not right. */
  function damage(pairs: readonly Example[]): void {
    const path = folder('a.shard');
    try {
      expect(sorted(readAll('a.shard'))).toEqual(sorted(pairs));
      throw new Error('the damage was not found');
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toMatch(/a\.shard: at byte \d+: /);
      expect((error as Error).message.startsWith(path)).toBe(true);
    }
  }

  it('is refused with its name and the offset wherever one bit is wrong', () => {
    fc.assert(
      fc.property(corpus, fc.nat(), fc.nat(7), (pairs, at, bit) => {
        const { bytes } = write('a.shard', pairs);
        const path = folder('a.shard');
        const content = readFileSync(path);
        content[at % bytes]! ^= 1 << bit;
        writeFileSync(path, content);
        damage(pairs);
      }),
    );
  });

  it('is refused with its name and the offset wherever it is cut off', () => {
    fc.assert(
      fc.property(corpus, fc.nat(), (pairs, at) => {
        const { bytes } = write('a.shard', pairs);
        truncateSync(folder('a.shard'), at % bytes);
        damage(pairs);
      }),
    );
  });

  it('says at which record it is damaged', () => {
    write('a.shard', [
      { source: [5], target: [6] },
      { source: [7], target: [8] },
    ]);
    const path = folder('a.shard');
    const content = readFileSync(path);
    const second = content.length - 8;
    content[second + 5]! ^= 4;
    writeFileSync(path, content);
    expect(() => readAll('a.shard')).toThrow(`at byte ${second}: the record is damaged`);
  });

  it('of a later version is refused by that', () => {
    write('a.shard', [{ source: [5], target: [6] }]);
    const path = folder('a.shard');
    const content = readFileSync(path);
    content.writeUInt32LE(2, 8);
    content.writeUInt32LE(crc32(content.subarray(0, 64)), 64);
    writeFileSync(path, content);
    expect(() => openShard(path)).toThrow(
      'at byte 8: version 2 of the format; this program reads 1',
    );
  });

  it('is refused where its header is none', () => {
    writeFileSync(folder('a.shard'), 'SUBSHARD and more that is none of it'.padEnd(80, '.'));
    expect(() => openShard(folder('a.shard'))).toThrow('at byte 0: the header is damaged');
    writeFileSync(folder('a.shard'), 'something else'.padEnd(80, '.'));
    expect(() => openShard(folder('a.shard'))).toThrow('it does not start with SUBSHARD');
  });
});

/** A pair whose first source token is its own number. */
const numberedPair = (number: number): Example => ({
  source: [1000 + number, ...Array<number>(number % 7).fill(9)],
  target: Array<number>(1 + (number % 10)).fill(8),
});

/** Numbered pairs, spread over shards. */
function numberedCorpus(count: number, shards: number): ShardBatchesConfig {
  const pairs = Array.from({ length: count }, (_, number) => numberedPair(number));
  const size = Math.ceil(count / shards);
  const written = Array.from({ length: shards }, (_, i) => {
    const file = `train-${i}.shard`;
    return { file, ...write(file, pairs.slice(i * size, (i + 1) * size), 100_000) };
  });
  return {
    folder: folder(),
    shards: written,
    vocabulary: VOCABULARY.checksum,
    batching: { kind: 'bucketed', tokens: 48, lengths: [4, 8, 12] },
    symbols: SYMBOLS,
    seed: 1,
  };
}

function members({ source, rows, length }: TokenBatch): number[] {
  const firsts = Array.from({ length: rows }, (_, row) => source[row * length]!);
  return firsts.filter((id) => id >= 1000).map((id) => id - 1000);
}

function epoch(source: BatchSource, number: number): number[][] {
  const first = number * source.batchesPerEpoch;
  return Array.from({ length: source.batchesPerEpoch }, (_, i) => members(source.batch(first + i)));
}

describe('shardBatches', () => {
  it('have every pair exactly once an epoch, in an order of seed and epoch only', () => {
    const counts = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 4 }),
        fc.integer(),
        fc.nat(9),
        (n, k, seed, e) => {
          const config = { ...numberedCorpus(n, Math.min(n, k)), seed };
          const source = shardBatches(config);
          const seen = epoch(source, e);
          expect(seen.flat().sort((a, b) => a - b)).toEqual(Array.from(Array(n).keys()));
          const again = shardBatches(config);
          expect(epoch(again, e)).toEqual(seen);
          source.close();
          again.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('differ from epoch to epoch and from seed to seed', () => {
    const config = numberedCorpus(200, 2);
    const one = shardBatches(config);
    const two = shardBatches({ ...config, seed: 2 });
    expect(epoch(one, 0)).not.toEqual(epoch(one, 1));
    expect(epoch(one, 0)).not.toEqual(epoch(two, 0));
    one.close();
    two.close();
  });

  it('can be entered anywhere', () => {
    const config = numberedCorpus(150, 3);
    const [running, entered] = [shardBatches(config), shardBatches(config)];
    const from = Array.from({ length: 60 }, (_, position) => running.batch(position));
    for (const position of [59, 0, 31, 30]) {
      expect(entered.batch(position)).toEqual(from[position]);
    }
    running.close();
    entered.close();
  });

  it('lay pairs out as batches in memory do, padded to the shortest length that they fit', () => {
    const source = shardBatches(numberedCorpus(40, 1));
    for (let position = 0; position < source.batchesPerEpoch; position++) {
      const batch = source.batch(position);
      const pairs = members(batch).map(numberedPair);
      for (const pair of pairs) {
        const fitting = [4, 8, 12].find((length) => length >= exampleLength(pair));
        expect(batch.length).toBe(fitting);
      }
      expect(batch).toEqual(assembleBatch(pairs, batch.rows, batch.length, SYMBOLS));
    }
    source.close();
  });

  it('leave out what no batch has room for, and say how many', () => {
    const config = numberedCorpus(100, 1);
    const source = shardBatches({
      ...config,
      batching: { kind: 'bucketed', tokens: 48, lengths: [4, 8] },
    });
    expect(source.tooLong).toBe(30);
    expect(epoch(source, 0).flat()).toHaveLength(70);
    source.close();
  });

  it.each<[string, (config: ShardBatchesConfig) => ShardBatchesConfig, string]>([
    [
      'a shard that is not there',
      (config) => ({ ...config, shards: [{ ...config.shards[0]!, file: 'no.shard' }] }),
      'no.shard: the shard cannot be read (ENOENT)',
    ],
    [
      'a shard of another vocabulary',
      (config) => ({ ...config, vocabulary: '0' }),
      'is of another vocabulary',
    ],
    [
      'a shard that is not the one listed',
      (config) => ({ ...config, shards: [{ ...config.shards[0]!, pairs: 7 }] }),
      'is of 20 pairs, not the shard that the manifest lists',
    ],
  ])('refuse %s', (_what, change, message) => {
    const config = change(numberedCorpus(20, 1));
    expect(() => shardBatches(config)).toThrow(UserError);
    expect(() => shardBatches(config)).toThrow(message);
  });
});

describe('prefetchedShardBatches', () => {
  it('are those of shardBatches, forwards, backwards and after a jump', async () => {
    const config = numberedCorpus(200, 2);
    const [plain, ahead] = [shardBatches(config), await prefetchedShardBatches(config)];
    expect(ahead.batchesPerEpoch).toBe(plain.batchesPerEpoch);
    for (const position of [0, 1, 2, 3, 50, 51, 1_000_000, 1_000_001, 4, 3, 3]) {
      expect(ahead.batch(position)).toEqual(plain.batch(position));
    }
    plain.close();
    ahead.close();
  });

  it('give the error of a damaged record to whoever asks for it', async () => {
    const config = numberedCorpus(30, 1);
    const path = folder('train-0.shard');
    const content = readFileSync(path);
    content[content.length - 1]! ^= 1;
    writeFileSync(path, content);
    const source = await prefetchedShardBatches(config);
    expect(() => epoch(source, 0)).toThrow(UserError);
    expect(() => epoch(source, 0)).toThrow(/train-0\.shard: at byte \d+: the record is damaged/);
    source.close();
  });
});
