import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from '../tree.ts';
import { leaf } from '../tree.ts';
import { attentionSublayer, futureMask, type KeysValues, projectKeysValues } from './attention.ts';
import type { ModelConfig } from './config.ts';
import type { ModelContext } from './context.ts';
import { finalNorm } from './norm.ts';
import { embeddingNames } from './parameters.ts';
import { positionSignal } from './positions.ts';
import { embed, feedForwardSublayer, type Memory, project } from './transformer.ts';

/**
 * Keys and values of the decoder, so that each position is computed once: `i/keys` and `i/values`
 * for decoder layer i, [batch, heads, positions, dModel / heads].
 */
export type DecoderCache = TensorTree;

const cached = (cache: DecoderCache, layer: number): KeysValues => ({
  keys: leaf(cache, `${layer}/keys`),
  values: leaf(cache, `${layer}/values`),
});

const toCache = (layer: number, { keys, values }: KeysValues): DecoderCache => ({
  [`${layer}/keys`]: keys,
  [`${layer}/values`]: values,
});

/** Keys and values of the encoder's output, the same for every position. */
export function crossCache(context: ModelContext, memory: Memory): DecoderCache {
  const batch = memory.mask.shape[0]!;
  const cache: Record<string, tf.Tensor> = {};
  for (let layer = 0; layer < context.config.decoderLayers; layer++) {
    const prefix = `decoder/${layer}/cross_attention`;
    const keysValues = projectKeysValues(context, prefix, memory.states, batch);
    Object.assign(cache, toCache(layer, keysValues));
  }
  return cache;
}

/** The decoder's own cache before the first position: room for `positions`, all zero. */
export function emptySelfCache(
  config: ModelConfig,
  batch: number,
  positions: number,
): DecoderCache {
  const shape = [batch, config.heads, positions, config.dModel / config.heads];
  const cache: Record<string, tf.Tensor> = {};
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    Object.assign(cache, toCache(layer, { keys: tf.zeros(shape), values: tf.zeros(shape) }));
  }
  return cache;
}

/** What decoding one position needs. All shapes are the same at every position. */
export type DecodeStepInput = {
  /** int32 [batch, 1]: the symbols before this position. */
  readonly symbols: tf.Tensor2D;
  /** Which position this is, an int32 scalar below the number of positions in `self`. */
  readonly position: tf.Scalar;
  /** Of each row of the batch. */
  readonly self: DecoderCache;
  /** Of each sentence; as many rows in a row of the batch belong to a sentence as there are. */
  readonly cross: DecoderCache;
  /** [sentences, 1, 1, source length] */
  readonly sourceMask: tf.Tensor;
};

/** Where the rows of one position are in a cache that is seen as a list of rows: int32 [n, 1]. */
function rowsAt(position: tf.Scalar, [batch, heads, positions]: number[]): tf.Tensor2D {
  const rows = batch! * heads! * positions!;
  const firsts = tf.range(0, rows, positions!, 'int32');
  return tf.reshape(tf.add(firsts, position), [batch! * heads!, 1]);
}

/** `cache` with `added`, [batch, heads, 1, size], in the rows `places`. */
function withRows(cache: tf.Tensor, places: tf.Tensor2D, added: tf.Tensor): tf.Tensor {
  const size = cache.shape[3]!;
  const rows = tf.reshape(cache, [-1, size]);
  const updated = tf.tensorScatterUpdate(rows, places, tf.reshape(added, [-1, size]));
  return tf.reshape(updated, cache.shape);
}

/**
 * The decoder's next-symbol scores at one position, from the caches of those before it; equal to
 * the last row of `decode` over the whole prefix.
 *
 * Rows of one sentence, such as the hypotheses of a beam, follow each other. In the look-up of what
 * the encoder gave they are queries of one sentence, whose keys and values are there only once.
 *
 * @returns logits [batch, vocabulary] and the cache with this position added
 */
export function decodeStep(
  context: ModelContext,
  { symbols, position, self, cross, sourceMask }: DecodeStepInput,
): { logits: tf.Tensor2D; self: DecoderCache } {
  const { config } = context;
  const batch = symbols.shape[0];
  const sentences = sourceMask.shape[0]!;
  const cacheShape = leaf(self, '0/keys').shape;
  const positions = cacheShape[2]!;
  const places = rowsAt(position, cacheShape);
  const future = futureMask(position, positions);
  const signal = tf.gather(positionSignal(positions, config.dModel), tf.reshape(position, [1]));
  const next: Record<string, tf.Tensor> = {};
  let x = embed(context, embeddingNames(config).target, symbols, signal, 'decoder/embedding');
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const selfAttention = `decoder/${layer}/self_attention`;
    x = attentionSublayer(context, selfAttention, x, batch, future, (normalised) => {
      const before = cached(self, layer);
      const added = projectKeysValues(context, selfAttention, normalised, batch);
      const after = {
        keys: withRows(before.keys, places, added.keys),
        values: withRows(before.values, places, added.values),
      };
      Object.assign(next, toCache(layer, after));
      return after;
    });
    const crossAttention = `decoder/${layer}/cross_attention`;
    x = attentionSublayer(context, crossAttention, x, sentences, sourceMask, () =>
      cached(cross, layer),
    );
    x = feedForwardSublayer(context, `decoder/${layer}/feed_forward`, x);
  }
  return { logits: project(context, finalNorm(context, 'decoder', x)), self: next };
}
