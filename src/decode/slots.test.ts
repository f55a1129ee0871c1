import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf, mapTree } from 'sublinear-optim';
import { beforeAll, expect, it } from 'vitest';
import { TINY } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { HIDDEN } from '../model/attention.ts';
import { disposeSlots, emptySlots, resizeSlots, type Slots } from './slots.ts';

const SIZE = { slots: 16, beamSize: 2, sourceLength: 8, room: 16 };
const ALL = [...Array(SIZE.slots).keys()];

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Slots of which every tensor holds the number of the slot. */
function numberedSlots(): Slots {
  const { size, ...trees } = emptySlots(TINY, SIZE);
  return tf.tidy(() => {
    const numbers = tf.reshape(tf.range(0, SIZE.slots), [-1, 1, 1, 1]);
    const numbered = (tree: Slots['self']) => {
      const sums = mapTree(tree, (tensor) => tf.keep(tf.add(tensor, numbers)));
      disposeTree(tree);
      return sums;
    };
    return { size, source: numbered(trees.source), self: numbered(trees.self) };
  });
}

/** The first number in each slot of a tensor. */
const numbersIn = (x: tf.Tensor) =>
  tf.tidy(() => Array.from(tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, 1]).dataSync()));

it('keeps the slots that it is told to, of source and hypotheses', () => {
  const kept = [1, 3, 15, 2];
  const slots = resizeSlots(numberedSlots(), { ...SIZE, slots: 4 }, kept);
  for (const name of ['mask', 'cross/0/keys', 'cross/1/values']) {
    expect(numbersIn(leaf(slots.source, name)), name).toEqual(kept);
  }
  expect(numbersIn(leaf(slots.self, 'self/1/keys'))).toEqual(kept);
  disposeSlots(slots);
});

it('has more room behind what is there, which is hidden of a source', () => {
  const slots = resizeSlots(numberedSlots(), { ...SIZE, sourceLength: 12, room: 32 }, ALL);
  const keys = leaf(slots.self, 'self/0/keys');
  expect(keys.shape).toEqual([16, TINY.heads, 64, TINY.dModel / TINY.heads]);
  expect(leaf(slots.source, 'cross/0/keys').shape[2]).toBe(12);
  expect(numbersIn(keys)).toEqual(ALL);
  expect(tf.max(tf.abs(tf.slice(keys, [0, 0, 32, 0]))).dataSync()[0]).toBe(0);
  const added = tf.slice(leaf(slots.source, 'mask'), [0, 0, 0, 8]);
  expect([...added.dataSync()]).toEqual(new Array(16 * 4).fill(Math.fround(HIDDEN)));
  disposeSlots(slots);
});

it('leaves out what there is no room for', () => {
  const slots = resizeSlots(resizeSlots(numberedSlots(), { ...SIZE, room: 32 }, ALL), SIZE, ALL);
  expect(leaf(slots.self, 'self/0/keys').shape[2]).toBe(32);
  expect(numbersIn(leaf(slots.self, 'self/0/keys'))).toEqual(ALL);
  disposeSlots(slots);
});

it('frees what it replaces', () => {
  const before = tf.memory().numTensors;
  disposeSlots(
    resizeSlots(numberedSlots(), { ...SIZE, slots: 2, sourceLength: 9, room: 32 }, [4, 5]),
  );
  expect(tf.memory().numTensors).toBe(before);
});
