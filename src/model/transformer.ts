import * as tf from '@tensorflow/tfjs-core';
import { dropout } from '../ops/dropout.ts';
import { embeddingLookup } from '../ops/embedding-lookup.ts';
import { relu } from '../ops/relu.ts';
import { leaf } from '../tree.ts';
import { attentionSublayer, causalMask, paddingMask, projectKeysValues } from './attention.ts';
import { embeddingMultiplier } from './config.ts';
import type { ModelContext } from './context.ts';
import { finalNorm, normAfter, normBefore } from './norm.ts';
import { embeddingNames } from './parameters.ts';
import { positionSignal } from './positions.ts';

/** The encoder's output and what the decoder must not see of it. */
export type Memory = {
  /** [batch * length, dModel] */
  readonly states: tf.Tensor;
  /** [batch, 1, 1, length] */
  readonly mask: tf.Tensor;
};

/**
 * Embeddings of `ids` with the position signal added; dropout as `site` says.
 *
 * @param positions [length, dModel], or [1, dModel] for a single position
 * @returns [batch * length, dModel]
 */
export function embed(
  context: ModelContext,
  matrix: string,
  ids: tf.Tensor2D,
  positions: tf.Tensor,
  site: string,
): tf.Tensor {
  const { config, parameters, dropoutSource } = context;
  const [batch, length] = ids.shape;
  const embedded = embeddingLookup(leaf(parameters, matrix), ids);
  const placed = tf.add(tf.mul(embedded, embeddingMultiplier(config)), positions);
  const rows = tf.reshape(placed, [batch * length, config.dModel]);
  return dropout(rows, config.dropout.residual, site, dropoutSource);
}

/** The position-wise feed-forward sub-layer with its residual connection, pre-norm or post-norm. */
export function feedForwardSublayer(
  context: ModelContext,
  prefix: string,
  x: tf.Tensor,
): tf.Tensor {
  const { config, parameters, dropoutSource } = context;
  const parameter = (name: string) => leaf(parameters, `${prefix}/${name}`);
  const normalised = normBefore(context, prefix, x);
  const hidden = relu(
    tf.add(tf.matMul(normalised, parameter('hidden/kernel')), parameter('hidden/bias')),
  );
  const kept = dropout(hidden, config.dropout.relu, `${prefix}/hidden`, dropoutSource);
  const output = tf.add(tf.matMul(kept, parameter('output/kernel')), parameter('output/bias'));
  const added = dropout(output, config.dropout.residual, prefix, dropoutSource);
  return normAfter(context, prefix, tf.add(x, added));
}

/** Scores of every vocabulary entry: [rows, dModel] -> [rows, vocabulary]. */
export function project({ config, parameters }: ModelContext, x: tf.Tensor): tf.Tensor2D {
  const softmax = leaf(parameters, embeddingNames(config).softmax);
  return tf.matMul(x as tf.Tensor2D, softmax as tf.Tensor2D, false, true);
}

/**
 * Runs the encoder.
 *
 * @param source int32 [batch, length], padded with `padId`
 */
export function encode(context: ModelContext, source: tf.Tensor2D, padId: number): Memory {
  const { config } = context;
  const [batch, length] = source.shape;
  const mask = paddingMask(source, padId);
  const positions = positionSignal(length, config.dModel);
  let x = embed(context, embeddingNames(config).source, source, positions, 'encoder/embedding');
  for (let layer = 0; layer < config.encoderLayers; layer++) {
    const attention = `encoder/${layer}/self_attention`;
    x = attentionSublayer(context, attention, x, batch, mask, (normalised) =>
      projectKeysValues(context, attention, normalised, batch),
    );
    x = feedForwardSublayer(context, `encoder/${layer}/feed_forward`, x);
  }
  return { states: finalNorm(context, 'encoder', x), mask };
}

/**
 * Runs the decoder over whole targets at once, each position seeing itself and what is before it.
 * Padding needs no mask of its own: it comes last, where only padding looks back at it.
 *
 * @param target int32 [batch, length], starting with the begin-of-sentence symbol
 * @returns logits [batch * length, vocabulary]
 */
export function decode(context: ModelContext, target: tf.Tensor2D, memory: Memory): tf.Tensor2D {
  const { config } = context;
  const [batch, length] = target.shape;
  const future = causalMask(length);
  const positions = positionSignal(length, config.dModel);
  let x = embed(context, embeddingNames(config).target, target, positions, 'decoder/embedding');
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const self = `decoder/${layer}/self_attention`;
    x = attentionSublayer(context, self, x, batch, future, (normalised) =>
      projectKeysValues(context, self, normalised, batch),
    );
    const cross = `decoder/${layer}/cross_attention`;
    x = attentionSublayer(context, cross, x, batch, memory.mask, () =>
      projectKeysValues(context, cross, memory.states, batch),
    );
    x = feedForwardSublayer(context, `decoder/${layer}/feed_forward`, x);
  }
  return project(context, finalNorm(context, 'decoder', x));
}
