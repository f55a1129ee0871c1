import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from '../tree.ts';
import { leaf } from '../tree.ts';
import { attentionSublayer, type KeysValues, projectKeysValues } from './attention.ts';
import type { ModelContext } from './context.ts';
import { embeddingNames } from './parameters.ts';
import { embed, feedForwardSublayer, finalNorm, type Memory, project } from './transformer.ts';

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
  { config }: ModelContext,
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
  /** Which position this is: 1 there and 0 elsewhere, [positions]. */
  readonly positionOneHot: tf.Tensor1D;
  /** 0 up to this position, a large negative number after it, [1, 1, 1, positions]. */
  readonly futureMask: tf.Tensor;
  /** The position signal of this position, [1, dModel]. */
  readonly positionSignal: tf.Tensor;
  readonly self: DecoderCache;
  readonly cross: DecoderCache;
  /** [batch, 1, 1, source length] */
  readonly sourceMask: tf.Tensor;
};

/**
 * The decoder's next-symbol scores at one position, from the caches of those before it; equal to
 * the last row of `decode` over the whole prefix.
 *
 * @returns logits [batch, vocabulary] and the cache with this position added
 */
export function decodeStep(
  context: ModelContext,
  input: DecodeStepInput,
): { logits: tf.Tensor2D; self: DecoderCache } {
  const { config } = context;
  const batch = input.symbols.shape[0];
  const here = tf.reshape(input.positionOneHot, [1, 1, -1, 1]);
  const next: Record<string, tf.Tensor> = {};
  let x = embed(
    context,
    embeddingNames(config).target,
    input.symbols,
    input.positionSignal,
    'decoder/embedding',
  );
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const self = `decoder/${layer}/self_attention`;
    x = attentionSublayer(context, self, x, batch, input.futureMask, (normalised) => {
      const before = cached(input.self, layer);
      const added = projectKeysValues(context, self, normalised, batch);
      const after = {
        keys: tf.add(before.keys, tf.mul(added.keys, here)),
        values: tf.add(before.values, tf.mul(added.values, here)),
      };
      Object.assign(next, toCache(layer, after));
      return after;
    });
    const cross = `decoder/${layer}/cross_attention`;
    x = attentionSublayer(context, cross, x, batch, input.sourceMask, () =>
      cached(input.cross, layer),
    );
    x = feedForwardSublayer(context, `decoder/${layer}/feed_forward`, x);
  }
  return { logits: project(context, finalNorm(context, 'decoder', x)), self: next };
}
