import * as tf from '@tensorflow/tfjs-core';
import { leaf } from 'sublinear-optim';
import { relu } from '../ops/dense.ts';
import { dropout } from '../ops/dropout.ts';
import { embeddingLookup } from '../ops/rows.ts';
import {
  attentionSublayer,
  causalMask,
  paddingMask,
  projectKeysValues,
  projectQueries,
  projectSelf,
  type RowPacking,
  segmentMask,
} from './attention.ts';
import { embeddingMultiplier } from './config.ts';
import { type ModelContext, postNorm, preNorm } from './norm.ts';
import { embeddingNames } from './parameters.ts';

/** The longest wave of the position signal, in positions over 2 pi (Vaswani et al., 2017). */
const LONGEST_TIMESCALE = 10_000;

/**
 * The sinusoidal position signal, as Tensor2Tensor lays it out: sines in the first half of the
 * features, cosines in the second.
 *
 * @returns [length, dModel]
 */
export function positionSignal(length: number, dModel: number): tf.Tensor2D {
  const timescales = dModel / 2;
  const values = new Float32Array(length * dModel);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < timescales; i++) {
      const angle = position / LONGEST_TIMESCALE ** (i / Math.max(1, timescales - 1));
      values[position * dModel + i] = Math.sin(angle);
      values[position * dModel + timescales + i] = Math.cos(angle);
    }
  }
  return tf.tensor2d(values, [length, dModel]);
}

/** The encoder's output, and the mask that hides its padding from the decoder. */
export type Memory = {
  /** [batch * length, dModel] */
  readonly states: tf.Tensor;
  /** Hides padding: [batch, 1, 1, length] */
  readonly mask: tf.Tensor;
  /** Of packed rows: see `RowPacking`. */
  readonly segments?: tf.Tensor2D;
};

/** 0 at the first position of each sentence, 1 elsewhere: [length, 1], or [batch, length, 1] if packed. */
function afterStart(length: number, packing: RowPacking | undefined): tf.Tensor {
  const positions = packing?.positions ?? tf.range(0, length, 1, 'int32');
  return tf.expandDims(tf.cast(tf.greater(positions, 0), 'float32'), -1);
}

/**
 * Embeddings of `ids` with the position signal added; dropout as `site` says.
 *
 * @param kept what embeddings are multiplied by before that, if anything
 * @param positions what is added to them: [length, dModel] for all rows, [1, dModel] for a single
 *   position, or [batch, length, dModel]
 * @returns [batch * length, dModel]
 */
export function embed(
  context: ModelContext,
  matrix: string,
  ids: tf.Tensor2D,
  positions: tf.Tensor,
  site: string,
  kept?: tf.Tensor,
): tf.Tensor {
  const { config, parameters, dropoutSource } = context;
  const [batch, length] = ids.shape;
  const found = embeddingLookup(leaf(parameters, matrix), ids);
  const embedded = kept === undefined ? found : tf.mul(found, kept);
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
  const normalised = preNorm(context, prefix, x);
  const hidden = relu(
    tf.add(tf.matMul(normalised, parameter('hidden/kernel')), parameter('hidden/bias')),
  );
  const kept = dropout(hidden, config.dropout.relu, `${prefix}/hidden`, dropoutSource);
  const output = tf.add(tf.matMul(kept, parameter('output/kernel')), parameter('output/bias'));
  const added = dropout(output, config.dropout.residual, prefix, dropoutSource);
  return postNorm(context, prefix, tf.add(x, added));
}

/** The position signal of rows of this length: [length, dModel], or [batch, length, dModel] if packed. */
function rowPositions(
  { config }: ModelContext,
  length: number,
  packing: RowPacking | undefined,
): tf.Tensor {
  const signal = positionSignal(length, config.dModel);
  return packing === undefined ? signal : tf.gather(signal, packing.positions);
}

/** Scores of every vocabulary entry: [rows, dModel] -> [rows, vocabulary]. */
export function project(context: ModelContext, x: tf.Tensor): tf.Tensor2D {
  return tf.matMul(x as tf.Tensor2D, softmaxTable(context), false, true);
}

/** The matrix whose product with the decoder's states scores the vocabulary: [vocabulary, dModel]. */
export function softmaxTable({ config, parameters }: ModelContext): tf.Tensor2D {
  return leaf(parameters, embeddingNames(config).softmax) as tf.Tensor2D;
}

/**
 * Runs the encoder.
 *
 * @param source int32 [batch, length], padded with `padId`
 * @param packing where its rows hold several sentences
 */
export function encode(
  context: ModelContext,
  source: tf.Tensor2D,
  padId: number,
  packing?: RowPacking,
): Memory {
  const { config } = context;
  const [batch, length] = source.shape;
  const mask =
    packing === undefined
      ? paddingMask(source, padId)
      : segmentMask(packing.segments, packing.segments);
  const positions = rowPositions(context, length, packing);
  let x = embed(context, embeddingNames(config).source, source, positions, 'encoder/embedding');
  for (let layer = 0; layer < config.encoderLayers; layer++) {
    const attention = `encoder/${layer}/self_attention`;
    x = attentionSublayer(context, attention, x, mask, (normalised) =>
      projectSelf(context, attention, normalised, batch),
    );
    x = feedForwardSublayer(context, `encoder/${layer}/feed_forward`, x);
  }
  const states = preNorm(context, 'encoder', x);
  return packing === undefined ? { states, mask } : { states, mask, segments: packing.segments };
}

/** The masks of the decoder's positions: over the target so far, and over the source. */
function decoderMasks(length: number, memory: Memory, packing: RowPacking | undefined) {
  const future = causalMask(length);
  if (packing === undefined || memory.segments === undefined) {
    return { self: future, cross: memory.mask };
  }
  const { segments } = packing;
  return {
    self: tf.minimum(segmentMask(segments, segments), future),
    cross: segmentMask(segments, memory.segments),
  };
}

/**
 * Runs the decoder over whole targets at once, each position seeing itself and what is before it.
 * Padding needs no mask of its own: it comes last, where only padding looks back at it.
 *
 * @param target int32 [batch, length]; each sentence starts with the begin-of-sentence symbol
 * @param packing where its rows hold several sentences, as those of the memory then do
 * @returns the states that `project` scores the vocabulary by, [batch * length, dModel]
 */
export function decodeStates(
  context: ModelContext,
  target: tf.Tensor2D,
  memory: Memory,
  packing?: RowPacking,
): tf.Tensor2D {
  const { config } = context;
  const [batch, length] = target.shape;
  const { self: selfMask, cross: crossMask } = decoderMasks(length, memory, packing);
  const positions = rowPositions(context, length, packing);
  const matrix = embeddingNames(config).target;
  const kept = config.decoderStart === 'zero' ? afterStart(length, packing) : undefined;
  let x = embed(context, matrix, target, positions, 'decoder/embedding', kept);
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const self = `decoder/${layer}/self_attention`;
    x = attentionSublayer(context, self, x, selfMask, (normalised) =>
      projectSelf(context, self, normalised, batch),
    );
    const cross = `decoder/${layer}/cross_attention`;
    x = attentionSublayer(context, cross, x, crossMask, (normalised) => ({
      queries: projectQueries(context, cross, normalised, batch),
      ...projectKeysValues(context, cross, memory.states, batch),
    }));
    x = feedForwardSublayer(context, `decoder/${layer}/feed_forward`, x);
  }
  return preNorm(context, 'decoder', x) as tf.Tensor2D;
}
