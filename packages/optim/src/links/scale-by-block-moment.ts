import * as tf from '@tensorflow/tfjs-core';
import { AXIS, axisOf, withoutAxis } from '../axes.ts';
import { adamWeights, average } from '../decay.ts';
import {
  COUNT,
  choice,
  DECAY_RATE,
  either,
  type Kind,
  MOMENTUM_RATE,
  POSITIVE,
  record,
} from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

/**
 * The elements that share a second moment: all of a tensor; those along an axis, counted from the end
 * where it is negative; or those of one attention head, where the last axis holds so many heads
 * side by side.
 */
export type Block = 'whole' | { readonly axis: number } | { readonly heads: number };

export const BLOCK: Kind<Block> = /* @__PURE__ */ either<Block>(
  choice(['whole']),
  /* @__PURE__ */ record({ axis: AXIS }),
  /* @__PURE__ */ record({ heads: COUNT }),
);

/** How tensors of one shape are divided into blocks. */
type Division = {
  /** The shape in which the axes `averaged` are those that a block has for itself. */
  readonly view: readonly number[];
  readonly averaged: readonly number[];
  /** The shape of one number for each block. */
  readonly kept: readonly number[];
};

function divisionOf(block: Block, name: string, shape: readonly number[]): Division {
  if (block === 'whole') return { view: shape, averaged: shape.map((_, i) => i), kept: [] };
  if ('axis' in block) {
    const axis = axisOf('scaleByBlockMoment', block.axis, name, shape);
    return { view: shape, averaged: [axis], kept: withoutAxis(shape, axis) };
  }
  const { heads } = block;
  const width = shape.at(-1);
  if (width === undefined || width % heads !== 0) {
    throw new Error(
      `scaleByBlockMoment: heads: given ${heads}; expected a divisor of the last axis of "${name}", ` +
        `whose shape is [${shape.join(', ')}]`,
    );
  }
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return { view: [rows, heads, width / heads], averaged: [0, 2], kept: [heads] };
}

/**
 * Adam with one second moment a block: m / (sqrt(v) + epsilon), where v averages the mean of g^2 over
 * the block, and both are bias-corrected. With heads, rows and whole tensors it is Adam-mini (Zhang et
 * al., 2024, Algorithm 1); with an axis for each kind of parameter, SlimAdam (Kalra et al., 2025,
 * equation 2).
 *
 * @throws Error for a tensor that does not have the axis, or whose last axis heads do not divide
 */
export const scaleByBlockMoment = /* @__PURE__ */ link(
  'scaleByBlockMoment',
  {
    /** Decay of the first moment, which is kept whole. */
    beta1: MOMENTUM_RATE,
    /** Decay of the second moment. */
    beta2: DECAY_RATE,
    /** Added to the root of the second moment. */
    epsilon: POSITIVE,
    block: BLOCK,
  },
  ({ beta1, beta2, epsilon, block }) =>
    perTensor({
      slots: (shape, name) => ({
        ...(beta1 > 0 && { firstMoment: shape }),
        secondMoment: divisionOf(block, name, shape).kept,
      }),
      shared: ({ step }) => adamWeights({ beta1, beta2 }, step),
      update: (gradient, slots, weights, { name, context }) => {
        const { view, averaged, kept } = divisionOf(block, name, gradient.shape);
        const squared = tf.reshape(tf.square(gradient), [...view]);
        const mean = tf.reshape(tf.mean(squared, [...averaged]), [...kept]);
        const secondMoment = average(slots.secondMoment!, mean, weights.second);
        const firstMoment = weights.first && average(slots.firstMoment!, gradient, weights.first);
        const direction = tf.reshape(firstMoment ?? gradient, [...view]);
        const root = tf.add(tf.sqrt(secondMoment), epsilon);
        const across = view.map((size, axis) => (averaged.includes(axis) ? 1 : size));
        const update = tf.reshape(tf.div(direction, tf.reshape(root, across)), gradient.shape);
        context.observer?.unscaled(name, update);
        return { update, slots: { ...(firstMoment && { firstMoment }), secondMoment } };
      },
    }),
);
