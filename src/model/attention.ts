import * as tf from '@tensorflow/tfjs-core';
import { leaf } from 'sublinear-optim';
import { dropout } from '../ops/dropout.ts';
import type { PackedSide } from './batch.ts';
import { type ModelContext, postNorm, preNorm } from './norm.ts';

/** Added to the score of a position that must not be seen. */
export const HIDDEN = -1e9;

/** The keys and values of attention: [batch, heads, positions, dModel / heads] each. */
type KeysValues = { readonly keys: tf.Tensor; readonly values: tf.Tensor };

/** The same with what looks it up, scaled: [batch, heads, length, dModel / heads]. */
type QueriesKeysValues = KeysValues & { readonly queries: tf.Tensor };

/** Hides padding: HIDDEN where `ids` is `padId`, else 0; [batch, 1, 1, length]. */
export function paddingMask(ids: tf.Tensor2D, padId: number): tf.Tensor {
  const [batch, length] = ids.shape;
  const isPad = tf.cast(tf.equal(ids, padId), 'float32');
  return tf.reshape(tf.mul(isPad, HIDDEN), [batch, 1, 1, length]);
}

/** Hides the future: HIDDEN above the diagonal, else 0; [1, 1, length, length]. */
export function causalMask(length: number): tf.Tensor {
  const values = new Float32Array(length * length);
  for (let query = 0; query < length; query++) {
    values.fill(HIDDEN, query * length + query + 1, (query + 1) * length);
  }
  return tf.tensor4d(values, [1, 1, length, length]);
}

/** Where the sentences of packed rows are, int32 [rows, length] each. */
export type RowPacking = PackedSide<tf.Tensor2D>;

/**
 * Hides other sentences of a row: HIDDEN where the segment of the query is not that of the key, else 0.
 *
 * @param queries int32 [rows, length]
 * @param keys int32 [rows, positions]
 * @returns [rows, 1, length, positions]
 */
export function segmentMask(queries: tf.Tensor2D, keys: tf.Tensor2D): tf.Tensor {
  const differs = tf.notEqual(tf.expandDims(queries, 2), tf.expandDims(keys, 1));
  return tf.expandDims(tf.mul(tf.cast(differs, 'float32'), HIDDEN), 1);
}

/** [batch * length, dModel] -> [batch, heads, length, dModel / heads]. */
function splitHeads(x: tf.Tensor, batch: number, heads: number): tf.Tensor {
  const [rows, dModel] = x.shape as [number, number];
  return tf.transpose(tf.reshape(x, [batch, rows / batch, heads, dModel / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, length, dModel / heads] -> [batch * length, dModel]. */
export function mergeHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, length, size] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch * length, heads * size]);
}

/**
 * Products of `x` with several matrices as one, which is faster: [batch * length, dModel] to
 * [batch, heads, length, dModel / heads] for each.
 */
function projectHeads(
  x: tf.Tensor,
  matrices: readonly tf.Tensor[],
  batch: number,
  heads: number,
): tf.Tensor[] {
  const [rows, dModel] = x.shape as [number, number];
  const [length, size, count] = [rows / batch, dModel / heads, matrices.length];
  const joined = tf.reshape(tf.matMul(x, tf.concat([...matrices], 1)), [
    ...[batch, length, count, heads, size],
  ]);
  // What belongs to one matrix comes together, so that it is taken apart without a copy.
  const apart = tf.transpose(joined, [2, 0, 3, 1, 4]);
  return tf.split(tf.reshape(apart, [count * batch, heads, length, size]), count);
}

/** The query matrix of `prefix`, times the scale of queries, which so costs nothing. */
export function scaledQuery({ config, parameters }: ModelContext, prefix: string): tf.Tensor {
  return tf.mul(leaf(parameters, `${prefix}/query`), Math.sqrt(config.heads / config.dModel));
}

/** Queries, keys and values of the attention called `prefix` for x [batch * length, dModel]. */
export function projectSelf(
  context: ModelContext,
  prefix: string,
  x: tf.Tensor,
  batch: number,
): QueriesKeysValues {
  const { config, parameters } = context;
  const [queries, keys, values] = projectHeads(
    x,
    [
      scaledQuery(context, prefix),
      leaf(parameters, `${prefix}/key`),
      leaf(parameters, `${prefix}/value`),
    ],
    batch,
    config.heads,
  );
  return { queries: queries!, keys: keys!, values: values! };
}

/** Queries of the attention called `prefix` for x [batch * length, dModel]. */
export function projectQueries(
  context: ModelContext,
  prefix: string,
  x: tf.Tensor,
  batch: number,
): tf.Tensor {
  return splitHeads(tf.matMul(x, scaledQuery(context, prefix)), batch, context.config.heads);
}

/** Keys and values of the attention called `prefix` for x [batch * length, dModel]. */
export function projectKeysValues(
  { config, parameters }: ModelContext,
  prefix: string,
  x: tf.Tensor,
  batch: number,
): KeysValues {
  const matrices = ['key', 'value'].map((name) => leaf(parameters, `${prefix}/${name}`));
  const [keys, values] = projectHeads(x, matrices, batch, config.heads);
  return { keys: keys!, values: values! };
}

/**
 * One attention sub-layer with its residual connection, pre-norm or post-norm:
 * x + dropout(output(softmax(q k^T / sqrt(d) + mask) v)), q from the normalised x, or from x itself
 * (Vaswani et al., 2017, section 3.2, in Tensor2Tensor's order).
 *
 * @param x [batch * length, dModel]
 * @param lookUp the queries, keys and values, given the normalised x
 * @param mask added to the scores [batch, heads, length, positions]
 */
export function attentionSublayer(
  context: ModelContext,
  prefix: string,
  x: tf.Tensor,
  mask: tf.Tensor,
  lookUp: (normalised: tf.Tensor) => QueriesKeysValues,
): tf.Tensor {
  const { config, parameters, dropoutSource } = context;
  const parameter = (name: string) => leaf(parameters, `${prefix}/${name}`);
  const normalised = preNorm(context, prefix, x);
  const { queries, keys, values } = lookUp(normalised);
  const scores = tf.matMul(queries, keys, false, true);
  const weights = dropout(
    tf.softmax(tf.add(scores, mask)),
    config.dropout.attention,
    `${prefix}/weights`,
    dropoutSource,
  );
  const output = tf.matMul(mergeHeads(tf.matMul(weights, values)), parameter('output'));
  const kept = dropout(output, config.dropout.residual, prefix, dropoutSource);
  return postNorm(context, prefix, tf.add(x, kept));
}
