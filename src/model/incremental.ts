import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree } from 'sublinear-optim';
import { affine } from '../ops/dense.ts';
import { LAYER_NORM_EPSILON } from '../ops/layer-norm.ts';
import { oneHot } from '../ops/one-hot.ts';
import { embeddingLookup, updateRows } from '../ops/rows.ts';
import { HIDDEN, mergeHeads } from './attention.ts';
import { embeddingMultiplier } from './config.ts';
import { centred, type JoinedDecoder } from './joined-decoder.ts';
import { isPost, type ModelContext, postNorm, preNorm } from './norm.ts';
import { embeddingNames } from './parameters.ts';
import { type Memory, positionSignal, project } from './transformer.ts';

/**
 * Keys and values of the decoder, so that each position is computed once: `i/keys` and `i/values`
 * for decoder layer i, [sentences, heads, entries, dModel / heads].
 *
 * The encoder's output has one entry a position. The decoder's own positions have `beamSize` entries
 * each, one for each hypothesis that was in the beam there. Hypotheses share the entries of their common
 * beginning, and nothing moves when the order of a beam changes: `DecodeStepInput.ancestors` says which
 * entries a hypothesis sees.
 */
type DecoderCache = TensorTree;

/** The parts of x [rows, parts * dModel], by heads: [sentences, heads, rows / sentences, size]. */
function partsByHeads(x: tf.Tensor, parts: number, sentences: number, heads: number): tf.Tensor[] {
  const [rows, width] = x.shape as [number, number];
  const length = rows / sentences;
  const size = width / parts / heads;
  const split = tf.reshape(x, [sentences, length, parts, heads, size]);
  const byPart = tf.transpose(split, [2, 0, 3, 1, 4]);
  return Array.from({ length: parts }, (_, part) => {
    const own = tf.slice(byPart, [part, 0, 0, 0, 0], [1, -1, -1, -1, -1]);
    return tf.reshape(own, [sentences, heads, length, size]);
  });
}

/** Keys and values of the encoder's output, the same for every position. */
export function crossCache(
  { config }: ModelContext,
  decoder: JoinedDecoder,
  memory: Memory,
): DecoderCache {
  const sentences = memory.mask.shape[0]!;
  const all = tf.matMul(memory.states, leaf(decoder, 'cross'));
  const parts = partsByHeads(all, 2 * config.decoderLayers, sentences, config.heads);
  return Object.fromEntries(
    parts.map((part, i) => [`${i >> 1}/${i % 2 === 0 ? 'keys' : 'values'}`, part]),
  );
}

/** One position of each sentence to decode. */
type DecodeStepInput = {
  /** int32 [sentences, beamSize]: the symbols before the position. */
  readonly symbols: tf.Tensor2D;
  /** int32 [sentences]: which position that is; each sentence has its own. */
  readonly positions: tf.Tensor1D;
  /**
   * int32 [sentences, beamSize, room]: what each hypothesis sees of the cache. Of a position, the
   * place in the beam that its own past had there, the present position included; -1 for a position
   * that is still to come.
   */
  readonly ancestors: tf.Tensor3D;
  /** `room * beamSize` entries a sentence, those of a position together. Taken over. */
  readonly self: DecoderCache;
  readonly cross: DecoderCache;
  /** [sentences, 1, 1, source length] */
  readonly sourceMask: tf.Tensor;
};

/** x / sqrt(mean(x^2) + epsilon): layer norm of what has no mean, but for its scale and offset. */
function normalised(x: tf.Tensor): tf.Tensor {
  const variance = tf.mean(tf.square(x), -1, true);
  return tf.div(x, tf.sqrt(tf.add(variance, LAYER_NORM_EPSILON)));
}

/** softmax(queries keys^T + mask) values, with its heads merged. */
function attend(queries: tf.Tensor, keys: tf.Tensor, values: tf.Tensor, mask: tf.Tensor) {
  const weights = tf.softmax(tf.add(tf.matMul(queries, keys, false, true), mask));
  return mergeHeads(tf.matMul(weights, values));
}

/**
 * The decoder's next-symbol scores at one position of each hypothesis, from the caches of the
 * positions before; equal to the last row of `decode` over the whole prefix.
 *
 * Hypotheses of one sentence are queries of one sentence, whose keys and values are there once.
 *
 * @returns logits [sentences * beamSize, vocabulary] and the cache with this position added
 */
export function decodeStep(
  context: ModelContext,
  decoder: JoinedDecoder,
  { symbols, positions, ancestors, self, cross, sourceMask }: DecodeStepInput,
): { logits: tf.Tensor2D; self: DecoderCache } {
  const { config, parameters } = context;
  const { heads, dModel } = config;
  const [sentences, beamSize, room] = ancestors.shape;
  const rows = sentences * beamSize;
  const size = dModel / heads;
  const product = (x: tf.Tensor, name: string) =>
    affine(x, leaf(decoder, `${name}/kernel`), leaf(decoder, `${name}/bias`));

  const firsts = tf.reshape(tf.range(0, sentences * heads * room, room, 'int32'), [-1, heads]);
  const places = tf.reshape(tf.add(firsts, tf.expandDims(positions, 1)), [-1]) as tf.Tensor1D;
  /** Puts [sentences, heads, beamSize, size] into a cache. */
  const added = (cache: tf.Tensor, position: tf.Tensor) => {
    const table = tf.reshape(cache, [sentences * heads * room, beamSize * size]);
    const own = tf.reshape(position, [sentences * heads, beamSize * size]);
    return tf.reshape(updateRows(table, places, own), [sentences, heads, room * beamSize, size]);
  };
  const seen = oneHot(ancestors, beamSize, 0, HIDDEN);
  const selfMask = tf.reshape(seen, [sentences, 1, beamSize, room * beamSize]);

  const found = embeddingLookup(leaf(parameters, embeddingNames(config).target), symbols);
  const isAfterStart = () =>
    tf.reshape(tf.cast(tf.greater(positions, 0), 'float32'), [sentences, 1, 1]);
  const embedded = config.decoderStart === 'zero' ? tf.mul(found, isAfterStart()) : found;
  const signal = tf.expandDims(tf.gather(positionSignal(room, dModel), positions), 1);
  const placed = tf.add(tf.mul(embedded, embeddingMultiplier(config)), signal);
  const isPre = !isPost(context);
  const before = (x: tf.Tensor) => (isPre ? normalised(x) : x);
  const embeddedRows = tf.reshape(placed, [rows, dModel]);
  let x = isPre ? centred(embeddedRows) : embeddedRows;
  const next: Record<string, tf.Tensor> = {};
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const after = (name: string, sum: tf.Tensor) =>
      postNorm(context, `decoder/${layer}/${name}`, sum);
    const projected = product(before(x), `${layer}/self`);
    const [queries, newKeys, newValues] = partsByHeads(projected, 3, sentences, heads);
    const keys = added(leaf(self, `${layer}/keys`), newKeys!);
    const values = added(leaf(self, `${layer}/values`), newValues!);
    Object.assign(next, { [`${layer}/keys`]: keys, [`${layer}/values`]: values });
    const own = attend(queries!, keys, values, selfMask);
    const ofSelf = tf.matMul(own, leaf(decoder, `${layer}/self/output`));
    x = after('self_attention', tf.add(x, ofSelf));

    const [asked] = partsByHeads(product(before(x), `${layer}/cross`), 1, sentences, heads);
    const sourceKeys = leaf(cross, `${layer}/keys`);
    const found = attend(asked!, sourceKeys, leaf(cross, `${layer}/values`), sourceMask);
    const ofSource = tf.matMul(found, leaf(decoder, `${layer}/cross/output`));
    x = after('cross_attention', tf.add(x, ofSource));

    const hidden = tf.relu(product(before(x), `${layer}/hidden`));
    x = after('feed_forward', tf.add(x, product(hidden, `${layer}/output`)));
  }
  return { logits: project(context, preNorm(context, 'decoder', x)), self: next };
}
