import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, mapTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { Signature } from '../executor/executor.ts';
import { HIDDEN } from '../model/attention.ts';
import type { ModelConfig } from '../model/config.ts';
import { encodedSignature, type StepSize, selfSignature } from './programs.ts';

/**
 * What a search keeps on the device from one position to the next. A slot is for one sentence; when
 * that is translated, the slot is for another.
 */
export type Slots = {
  readonly size: StepSize;
  /** `mask` and `cross/...`, see `encodeProgram`. */
  readonly source: TensorTree;
  /** `self/...`, see `decodeStep`. */
  readonly self: TensorTree;
};

export function emptySlots(config: ModelConfig, size: StepSize): Slots {
  const zeros = (signature: Signature): TensorTree =>
    mapTree(signature, ({ shape }) => tf.zeros(shape));
  return {
    size,
    source: zeros(encodedSignature(config, size.slots, size.sourceLength)),
    self: zeros(selfSignature(config, size)),
  };
}

/** `tree` with `change` made to every tensor; frees the old ones. */
function replaced(
  tree: TensorTree,
  change: (tensor: tf.Tensor, name: string) => tf.Tensor,
): TensorTree {
  const changed = tf.tidy(() => mapTree(tree, change));
  disposeTree(tree);
  return changed;
}

/** The first `length` of x along `axis`, or x with `filling` behind it. */
function resized(x: tf.Tensor, axis: number, length: number, filling = 0): tf.Tensor {
  const missing = length - x.shape[axis]!;
  const shapeWith = (size: number) => x.shape.with(axis, size);
  if (missing === 0) return tf.clone(x);
  return missing < 0
    ? tf.slice(x, new Array(x.rank).fill(0), shapeWith(length))
    : tf.concat([x, tf.fill(shapeWith(missing), filling)], axis);
}

/** The output `name` of `encodeProgram`, for rows of another length. */
function withSourceLength(x: tf.Tensor, name: string, length: number): tf.Tensor {
  return name === 'mask' ? resized(x, 3, length, HIDDEN) : resized(x, 2, length);
}

/** The outputs of `encodeProgram`, for rows of another length; frees the tensors that it replaces. */
export function resizeEncoded(encoded: TensorTree, length: number): TensorTree {
  return replaced(encoded, (x, name) => withSourceLength(x, name, length));
}

/**
 * The slots in another size. Takes over `slots`: they must not be used again.
 *
 * @param kept which of the slots stay, as many as `size` has or all
 */
export function resizeSlots(slots: Slots, size: StepSize, kept: readonly number[]): Slots {
  const { size: before, source, self } = slots;
  const rows = tf.tensor1d([...kept], 'int32');
  const chosen = (x: tf.Tensor) =>
    size.slots === before.slots ? x : resized(tf.gather(x, rows), 0, size.slots);
  const entries = size.room * size.beamSize;
  const next = {
    size,
    source:
      size.slots === before.slots && size.sourceLength === before.sourceLength
        ? source
        : replaced(source, (x, name) => withSourceLength(chosen(x), name, size.sourceLength)),
    self:
      size.slots === before.slots && size.room === before.room
        ? self
        : replaced(self, (x) => resized(chosen(x), 2, entries)),
  };
  rows.dispose();
  return next;
}

/** The slots after a program that took over some of their tensors, and gave `outputs`. */
export function advanceSlots(slots: Slots, part: 'source' | 'self', outputs: TensorTree): Slots {
  disposeTree(slots[part]);
  const next = part === 'self' ? withPrefix('self', underPrefix('self', outputs)) : outputs;
  return { ...slots, [part]: next };
}

export function disposeSlots({ source, self }: Slots): void {
  disposeTree({ ...source, ...self });
}
