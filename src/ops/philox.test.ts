import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorFlowOperation } from '../../test/support/tensorflow-operation.ts';
import { startBackend } from '../backend/start.ts';
import {
  normalFloats,
  permutation,
  type RandomKey,
  randomBytes,
  siteSeed,
  uniformFloats,
} from './philox.ts';

const WORD = 1n << 32n;

/** Philox4x32-10 written from Figure 2 of the paper, slowly, in integers of any size. */
function slowPhilox(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  let [left0, right0, left1, right1] = counter as [bigint, bigint, bigint, bigint];
  let [key0, key1] = key as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * left0;
    const product1 = 0xcd9e8d57n * left1;
    [left0, right0, left1, right1] = [
      (product1 / WORD) ^ right0 ^ key0,
      product1 % WORD,
      (product0 / WORD) ^ right1 ^ key1,
      product0 % WORD,
    ];
    key0 = (key0 + 0x9e3779b9n) % WORD;
    key1 = (key1 + 0xbb67ae85n) % WORD;
  }
  return [left0, right0, left1, right1];
}

/** What TensorFlow's StatelessRandomUniform is defined to return, by `slowPhilox`. */
function slowUniform(count: number, [first, second]: RandomKey): number[] {
  const words = [first, second].flatMap((half) => {
    const wide = BigInt.asUintN(64, BigInt(half));
    return [wide % WORD, wide / WORD];
  });
  const [key0, key1, counter2, counter3] = slowPhilox(words, [0x3ec8f720n, 0x02461e29n]);
  const result: number[] = [];
  for (let counter = 0n; result.length < count; counter++) {
    const block = slowPhilox([counter, 0n, counter2!, counter3!], [key0!, key1!]);
    result.push(...block.map((word) => Number(word % (1n << 23n)) / 2 ** 23));
  }
  return result.slice(0, count);
}

const KEYS: readonly RandomKey[] = [
  [0, 0],
  [1, 2],
  [-1, 0],
  [0, -1],
  [-1, -1],
  [2 ** 31 - 1, -(2 ** 31)],
  [-(2 ** 31), 2 ** 31 - 1],
  [-123456789, 987654321],
];

describe('uniformFloats', () => {
  // The known answers that Random123, the authors' library, ships for philox4x32-10.
  it.each([
    {
      counter: '00000000 00000000 00000000 00000000',
      key: '00000000 00000000',
      answer: '6627e8d5 e169c58d bc57ac4c 9b00dbd8',
    },
    {
      counter: 'ffffffff ffffffff ffffffff ffffffff',
      key: 'ffffffff ffffffff',
      answer: '408f276d 41c83b0e a20bc7c6 6d5451fd',
    },
    {
      counter: '243f6a88 85a308d3 13198a2e 03707344',
      key: 'a4093822 299f31d0',
      answer: 'd16cfe09 94fdcceb 5001e420 24126ea1',
    },
  ])('is compared below with a generator that knows the answer for $counter', (known) => {
    const words = (text: string) => text.split(' ').map((word) => BigInt(`0x${word}`));
    expect(slowPhilox(words(known.counter), words(known.key))).toEqual(words(known.answer));
  });

  it.each(KEYS)('is Philox4x32-10 keyed as TensorFlow does, for the key %i, %i', (...key) => {
    expect([...uniformFloats(23, key)]).toEqual(slowUniform(23, key));
  });

  it.each(KEYS)('gives the bytes of the same words, for the key %i, %i', (...key) => {
    const bytes = randomBytes(45, key);
    expect(bytes).toHaveLength(45);
    // The lowest 23 bits of a word are its number's: two bytes and most of a third.
    const uniform = uniformFloats(11, key);
    for (const [i, value] of uniform.entries()) {
      const low = value * 2 ** 23;
      expect([bytes[4 * i], bytes[4 * i + 1]], `word ${i}`).toEqual([
        low % 256,
        Math.floor(low / 256) % 256,
      ]);
      expect(bytes[4 * i + 2]! % 128, `word ${i}`).toBe(Math.floor(low / 65536));
    }
  });

  describe('has the bits of the operation', () => {
    beforeAll(async () => {
      await startBackend({ backend: 'tensorflow' });
    });

    const drawn = uniformFloats(2 * 200, [7, 7]).map((value) =>
      Math.round((value - 0.5) * 2 ** 32),
    );
    const drawnKeys = Array.from(
      { length: 200 },
      (_, i): RandomKey => [drawn[2 * i]! | 0, drawn[2 * i + 1]! | 0],
    );

    function ofTensorFlow(
      count: number,
      key: RandomKey,
      operation = 'StatelessRandomUniform',
      dtype: 'float32' | 'int32' = 'float32',
    ): number[] {
      return tf.tidy(() => {
        const types = { dtype, T: 'int32', Tseed: 'int32' } as const;
        const inputs = [tf.tensor1d([count], 'int32'), tf.tensor1d([...key], 'int32')];
        const [drawn] = tensorFlowOperation(tf.backend(), operation, types, inputs, 1);
        return [...tf.engine().makeTensorFromTensorInfo(drawn!).dataSync()];
      });
    }

    it('StatelessRandomUniformFullInt, in bytes', () => {
      for (const key of [...KEYS, ...drawnKeys]) {
        const words = ofTensorFlow(9, key, 'StatelessRandomUniformFullInt', 'int32');
        const bytes = new Uint8Array(Int32Array.from(words).buffer);
        expect(randomBytes(36, key), `key ${key}`).toEqual(bytes);
      }
    });

    it('StatelessRandomUniform, for the lowest, the highest and 200 other keys', () => {
      expect(drawnKeys.flat().some((half) => half < -1e9)).toBe(true);
      expect(drawnKeys.flat().some((half) => half > 1e9)).toBe(true);
      for (const key of [...KEYS, ...drawnKeys]) {
        expect([...uniformFloats(9, key)], `key ${key}`).toEqual(ofTensorFlow(9, key));
      }
    });

    it.each([0, 1, 2, 3, 4, 5, 1023, 100_001])(
      'StatelessRandomUniform, for %i numbers',
      (count) => {
        const key = [3, -4] as const;
        const expected = ofTensorFlow(count, key);
        // Not by toEqual, which takes a second for so many.
        const firstDifference = uniformFloats(count, key).findIndex(
          (value, i) => value !== expected[i],
        );
        expect(expected).toHaveLength(count);
        expect(firstDifference).toBe(-1);
      },
    );
  });
});

/** Sample moments: mean, standard deviation, kurtosis, correlation of neighbours. */
function moments(values: Float32Array) {
  const average = (f: (value: number, i: number) => number) =>
    values.reduce((total, value, i) => total + f(value, i), 0) / values.length;
  const mean = average((value) => value);
  const variance = average((value) => (value - mean) ** 2);
  return {
    mean,
    deviation: Math.sqrt(variance),
    kurtosis: average((value) => (value - mean) ** 4) / variance ** 2,
    neighbours: average((value, i) => (value - mean) * ((values[i + 1] ?? mean) - mean)) / variance,
  };
}

describe('the distributions', () => {
  const COUNT = 100_000;
  // Five standard errors of a mean of COUNT values with standard deviation 1.
  const FIVE_SIGMA = 5 / Math.sqrt(COUNT);

  it('uniformFloats lies in [0, 1) and is flat', () => {
    const values = uniformFloats(COUNT, [11, 1]);
    const { mean, deviation, neighbours } = moments(values);
    expect(mean).closeTo(0.5, FIVE_SIGMA * Math.sqrt(1 / 12));
    expect(deviation).closeTo(Math.sqrt(1 / 12), FIVE_SIGMA);
    expect(neighbours).closeTo(0, FIVE_SIGMA);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const bins = new Float64Array(64);
    for (const value of values) bins[Math.floor(value * 64)]!++;
    const expected = COUNT / 64;
    const chiSquare = bins.reduce((total, bin) => total + (bin - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: mean 63, standard deviation sqrt(126).
    expect(chiSquare).toBeLessThan(63 + 5 * Math.sqrt(126));
  });

  it.each<[string, RandomKey, RandomKey]>([
    ['steps', [11, 1], [11, 2]],
    ['sites', [11, 1], [12, 1]],
    ['signs', [11, 1], [-11, 1]],
    ['halves exchanged', [11, 1], [1, 11]],
  ])('streams that differ in %s are uncorrelated', (_, one, other) => {
    const [a, b] = [uniformFloats(COUNT, one), uniformFloats(COUNT, other)];
    const covariance =
      a.reduce((total, value, i) => total + (value - 0.5) * (b[i]! - 0.5), 0) / COUNT;
    expect(covariance * 12).closeTo(0, FIVE_SIGMA);
  });

  it('normalFloats is standard normal', () => {
    const values = normalFloats(COUNT, [11, 1]);
    const { mean, deviation, kurtosis, neighbours } = moments(values);
    expect(mean).closeTo(0, FIVE_SIGMA);
    expect(deviation).closeTo(1, FIVE_SIGMA);
    // The standard error of the kurtosis of a normal sample is sqrt(24 / COUNT).
    expect(kurtosis).closeTo(3, FIVE_SIGMA * Math.sqrt(24));
    expect(neighbours).closeTo(0, FIVE_SIGMA);
    const within = values.filter((value) => Math.abs(value) < 1).length / COUNT;
    expect(within).closeTo(0.682689, FIVE_SIGMA);
  });

  it('normalFloats of an odd length is the start of a longer draw', () => {
    expect(normalFloats(5, [4, 2])).toEqual(normalFloats(6, [4, 2]).slice(0, 5));
  });
});

describe('siteSeed', () => {
  it('is FNV-1a of the seed, a slash and the site', () => {
    const fnv1a = (text: string) =>
      Buffer.from(text).reduce(
        (hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) % WORD,
        0x811c9dc5n,
      );
    // Known answers of the hash's authors.
    expect(fnv1a('a')).toBe(0xe40c292cn);
    expect(fnv1a('foobar')).toBe(0xbf9cf968n);
    for (const [seed, site] of [
      [1, 'encoder/0'],
      [-7, ''],
      [2 ** 40, 'größe'],
    ] as const) {
      expect(siteSeed(seed, site)).toBe(Number(BigInt.asIntN(32, fnv1a(`${seed}/${site}`))));
    }
  });

  it('differs between sites and between seeds', () => {
    const seeds = [-1, 0, 1, 2, 3, 10, 11, 42, 1234, 100_000];
    const sites = Array.from({ length: 20 }, (_, i) => [`encoder/${i}/norm`, `decoder/${i}/norm`]);
    const found = seeds.flatMap((seed) => sites.flat().map((site) => siteSeed(seed, site)));
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('permutation', () => {
  it.each([0, 1, 2, 17, 1000])('has each of %i integers once', (count) => {
    const order = permutation(count, [5, 6]);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('depends on the key', () => {
    expect(permutation(50, [5, 6])).toEqual(permutation(50, [5, 6]));
    expect(permutation(50, [5, 6])).not.toEqual(permutation(50, [5, 7]));
    expect(permutation(50, [5, 6])).not.toEqual(permutation(50, [6, 6]));
  });

  it('takes each order of four equally often', () => {
    const draws = 4800;
    const times = new Map<string, number>();
    for (let epoch = 0; epoch < draws; epoch++) {
      const order = permutation(4, [9, epoch]).join();
      times.set(order, (times.get(order) ?? 0) + 1);
    }
    expect(times.size).toBe(24);
    const expected = draws / 24;
    const chiSquare = [...times.values()].reduce(
      (sum, n) => sum + (n - expected) ** 2 / expected,
      0,
    );
    // 23 degrees of freedom: mean 23, standard deviation sqrt(46).
    expect(chiSquare).toBeLessThan(23 + 5 * Math.sqrt(46));
  });
});
