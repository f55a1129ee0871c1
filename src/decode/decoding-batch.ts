import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../model/config.ts';
import { emptySelfCache } from '../model/incremental.ts';
import { disposeTree, leaf, mapTree, type TensorTree, underPrefix, withPrefix } from '../tree.ts';
import type { StepSize } from './programs.ts';

/** Positions that caches have room for at first. */
const FIRST_ROOM = 16;

/**
 * The sizes that a batch shrinks to when fewer sentences are left to search, as parts of the whole.
 * Each is one more shape of step to trace, which takes as long as some ten steps.
 */
const PARTS = [1, 1 / 2, 1 / 8];

/** What a search keeps on the device from one position to the next. */
export type DecodingBatch = {
  /** The sentence of each row, by number. */
  readonly sentences: readonly number[];
  /** How many rows it may have, the largest first. */
  readonly sizes: readonly number[];
  readonly beamSize: number;
  /** `mask` and `cross/...`, a row a sentence. */
  readonly source: TensorTree;
  /** `self/...`, a row a hypothesis. */
  readonly self: TensorTree;
};

/**
 * Room for `positions`. It doubles when it is full, since a step takes time for all the room that
 * there is, and few translations are long.
 */
function roomFor(positions: number): number {
  return FIRST_ROOM * 2 ** Math.max(0, Math.ceil(Math.log2(positions / FIRST_ROOM)));
}

/** The sizes of a batch that begins with `sentences`, the largest first. */
function batchSizes(sentences: number): number[] {
  return [...new Set(PARTS.map((part) => Math.ceil(sentences * part)))];
}

/** Every size of step that a search for translations of at most `longest` positions may take. */
export function stepSizes(
  sentences: number,
  beamSize: number,
  sourceLength: number,
  longest: number,
): StepSize[] {
  const rooms = [roomFor(1)];
  while (rooms.at(-1)! < longest) rooms.push(2 * rooms.at(-1)!);
  return batchSizes(sentences).flatMap((size) =>
    rooms.map((room) => ({ sentences: size, beamSize, sourceLength, room })),
  );
}

/** The batch before the first position, from what `encodeProgram` gave. */
export function beginBatch(
  config: ModelConfig,
  source: TensorTree,
  beamSize: number,
): DecodingBatch {
  const sentences = leaf(source, 'mask').shape[0]!;
  return {
    sentences: Array.from({ length: sentences }, (_, sentence) => sentence),
    sizes: batchSizes(sentences),
    beamSize,
    source,
    self: withPrefix('self', emptySelfCache(config, sentences * beamSize, roomFor(1))),
  };
}

/** `tree` with `change` made to every tensor; frees the old ones. */
function replaced(tree: TensorTree, change: (tensor: tf.Tensor) => tf.Tensor): TensorTree {
  const changed = mapTree(tree, change);
  disposeTree(tree);
  return changed;
}

/** These rows of every tensor of `tree`; frees the old ones. */
function chosenRows(tree: TensorTree, rows: readonly number[]): TensorTree {
  const indices = tf.tensor1d([...rows], 'int32');
  const chosen = replaced(tree, (tensor) => tf.gather(tensor, indices));
  indices.dispose();
  return chosen;
}

/** Leaves sentences out of the batch that are finished, where that makes it smaller. */
function shrunk(batch: DecodingBatch, isFinished: (sentence: number) => boolean): DecodingBatch {
  const { sentences, sizes, beamSize, source, self } = batch;
  const rows = [...sentences.keys()];
  const going = rows.filter((row) => !isFinished(sentences[row]!));
  const size = sizes.findLast((possible) => possible >= going.length)!;
  if (size === sentences.length) return batch;
  // Finished ones fill what is left of the smaller batch.
  const done = rows.filter((row) => isFinished(sentences[row]!));
  const kept = [...going, ...done].slice(0, size);
  const places = [...Array(beamSize).keys()];
  return {
    ...batch,
    sentences: kept.map((row) => sentences[row]!),
    source: chosenRows(source, kept),
    self: chosenRows(
      self,
      kept.flatMap((row) => places.map((place) => row * beamSize + place)),
    ),
  };
}

/** Gives the caches room for `position`. */
function grown(batch: DecodingBatch, position: number): DecodingBatch {
  const room = leaf(batch.self, 'self/0/keys').shape[2]!;
  const needed = roomFor(position + 1);
  if (needed <= room) return batch;
  const more: [number, number][] = [
    [0, 0],
    [0, 0],
    [0, needed - room],
    [0, 0],
  ];
  return { ...batch, self: replaced(batch.self, (cache) => tf.pad(cache, more)) };
}

/**
 * The batch as it is to be for decoding `position`. Takes over `batch`: it must not be used again.
 *
 * @param isFinished whether nothing is left to do for a sentence, by number
 */
export function prepareBatch(
  batch: DecodingBatch,
  position: number,
  isFinished: (sentence: number) => boolean,
): DecodingBatch {
  return grown(shrunk(batch, isFinished), position);
}

/** The batch after a step that gave `outputs`; frees the caches that were before it. */
export function advanceBatch(batch: DecodingBatch, outputs: TensorTree): DecodingBatch {
  disposeTree(batch.self);
  return { ...batch, self: withPrefix('self', underPrefix('self', outputs)) };
}

/** Frees what the batch holds. */
export function disposeBatch({ source, self }: DecodingBatch): void {
  disposeTree({ ...source, ...self });
}
