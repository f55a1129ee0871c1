import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { TINY } from '../model/tiny-model.ts';
import { disposeTree, leaf, mapTree } from '../tree.ts';
import {
  beginBatch,
  type DecodingBatch,
  disposeBatch,
  prepareBatch,
  stepSizes,
} from './decoding-batch.ts';

const SENTENCES = 16;
const BEAM = 2;

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** A batch of which every cache holds the number of its row, and the mask that of its sentence. */
function numberedBatch(): DecodingBatch {
  const mask = tf.tensor4d([...Array(SENTENCES).keys()], [SENTENCES, 1, 1, 1]);
  const { self, ...batch } = beginBatch(TINY, { mask }, BEAM);
  const numbered = tf.tidy(() => {
    const rows = tf.reshape(tf.range(0, SENTENCES * BEAM), [-1, 1, 1, 1]);
    return mapTree(self, (cache) => tf.add(cache, rows));
  });
  disposeTree(self);
  return { ...batch, self: numbered };
}

const shapeOf = ({ self }: DecodingBatch) => leaf(self, 'self/0/keys').shape;

/** The number that each hypothesis of the batch was given. */
function rowNumbers({ self }: DecodingBatch): number[] {
  return tf.tidy(() => {
    const first = tf.slice(leaf(self, 'self/0/values'), [0, 0, 0, 0], [-1, 1, 1, 1]);
    return Array.from(first.dataSync());
  });
}

it('announces every size that a batch can come to', () => {
  const shapes = stepSizes(16, 4, 6, 40).map(({ sentences, room }) => [sentences, room]);
  expect(shapes).toEqual([16, 8, 2].flatMap((size) => [16, 32, 64].map((room) => [size, room])));
  expect(stepSizes(1, 1, 6, 16)).toEqual([
    { sentences: 1, beamSize: 1, sourceLength: 6, room: 16 },
  ]);
});

it('stays as it is while more than half of its sentences are searched', () => {
  const batch = numberedBatch();
  expect(prepareBatch(batch, 3, (sentence) => sentence >= 9)).toBe(batch);
  disposeBatch(batch);
});

it('shrinks to the sentences that are searched, with their hypotheses and sources', () => {
  const half = prepareBatch(numberedBatch(), 3, (sentence) => sentence % 2 === 0);
  expect(half.sentences).toEqual([1, 3, 5, 7, 9, 11, 13, 15]);
  expect(rowNumbers(half)).toEqual(half.sentences.flatMap((row) => [2 * row, 2 * row + 1]));
  expect(Array.from(leaf(half.source, 'mask').dataSync())).toEqual(half.sentences);
  const least = prepareBatch(half, 4, (sentence) => sentence !== 11);
  // One that is finished fills the smaller batch.
  expect(least.sentences).toEqual([11, 1]);
  expect(rowNumbers(least)).toEqual([22, 23, 2, 3]);
  disposeBatch(least);
});

it('has room for twice the positions when it is full, and nothing else in it', () => {
  const batch = prepareBatch(numberedBatch(), 15, () => false);
  expect(shapeOf(batch)).toEqual([32, TINY.heads, 16, TINY.dModel / TINY.heads]);
  const grown = prepareBatch(batch, 16, () => false);
  expect(shapeOf(grown)).toEqual([32, TINY.heads, 32, TINY.dModel / TINY.heads]);
  const added = tf.slice(leaf(grown.self, 'self/0/keys'), [0, 0, 16, 0], [-1, -1, -1, -1]);
  expect(tf.max(tf.abs(added)).dataSync()[0]).toBe(0);
  expect(rowNumbers(grown)).toEqual(Array.from({ length: 32 }, (_, row) => row));
  disposeBatch(grown);
});

it('frees what it replaces', () => {
  const before = tf.memory().numTensors;
  disposeBatch(prepareBatch(numberedBatch(), 20, (sentence) => sentence > 0));
  expect(tf.memory().numTensors).toBe(before);
});
