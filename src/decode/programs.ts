import * as tf from '@tensorflow/tfjs-core';
import type { Program, Signature } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { crossCache, decodeStep } from '../model/incremental.ts';
import { encode } from '../model/transformer.ts';
import { topK } from '../ops/top-k.ts';
import { leaf, mapTree, type TensorTree, underPrefix, withPrefix } from '../tree.ts';

/** What a search over a model's translations needs to know. */
export type SearchModel = {
  readonly config: ModelConfig;
  readonly padId: number;
  /** Where the executor's state holds the parameters. */
  readonly parameters: string;
};

/**
 * Runs the encoder: `source`, int32 [sentences, length], to `mask` and the decoder's `cross/...`
 * cache.
 */
export function encodeProgram(model: SearchModel): Program {
  return (state, inputs) => {
    const context = { config: model.config, parameters: underPrefix(model.parameters, state) };
    const memory = encode(context, leaf(inputs, 'source') as tf.Tensor2D, model.padId);
    const cross = crossCache(context, memory);
    return { outputs: { mask: memory.mask, ...withPrefix('cross', cross) } };
  };
}

/** `decodeStep` on a step's inputs, with the caches `self` of the positions before. */
function decodePosition(
  model: SearchModel,
  state: TensorTree,
  inputs: TensorTree,
  self: TensorTree,
): ReturnType<typeof decodeStep> {
  const context = { config: model.config, parameters: underPrefix(model.parameters, state) };
  return decodeStep(context, {
    symbols: leaf(inputs, 'symbols') as tf.Tensor2D,
    position: leaf(inputs, 'position') as tf.Scalar,
    self,
    cross: underPrefix('cross', inputs),
    sourceMask: leaf(inputs, 'mask'),
  });
}

/**
 * Decodes one position: what `encodeProgram` gave, `symbols`, int32 [sentences, 1], before the
 * position, `position`, an int32 scalar, and the `self/...` cache of the positions before, to the
 * likeliest `symbols` there and the cache with the position added.
 */
export function greedyStepProgram(model: SearchModel): Program {
  return (state, inputs) => {
    const { logits, self } = decodePosition(model, state, inputs, underPrefix('self', inputs));
    const symbols = tf.expandDims(tf.argMax(logits, -1), 1);
    return { outputs: { symbols, ...withPrefix('self', self) } };
  };
}

/** Symbols that may follow a hypothesis, the likeliest first: [rows, count] each. */
type Continuations = { readonly symbols: tf.Tensor2D; readonly logProbabilities: tf.Tensor2D };

/**
 * The `count` likeliest continuations of each row of `logits`, [rows, vocabulary]. Those with one
 * of the symbols `forbidden` have log-probability -Infinity; the others' stay the model's own.
 *
 * What is computed of every symbol is its exponential alone: the largest logits are as far apart as
 * the log-probabilities.
 */
function likeliest(
  logits: tf.Tensor2D,
  count: number,
  forbidden: readonly number[],
): Continuations {
  const { values, indices } = topK(logits, count);
  const largest = tf.slice(values, [0, 0], [-1, 1]);
  const logSum = tf.log(tf.sum(tf.exp(tf.sub(logits, largest)), -1, true));
  const isForbidden = forbidden
    .map((symbol) => tf.equal(indices, symbol))
    .reduce((a, b) => tf.logicalOr(a, b));
  const own = tf.sub(tf.sub(values, largest), logSum);
  const never = tf.fill(own.shape, Number.NEGATIVE_INFINITY);
  return {
    symbols: indices,
    logProbabilities: tf.where(isForbidden, never, own) as tf.Tensor2D,
  };
}

/**
 * Grows each sentence's beam by one position. Takes what `encodeProgram` gave, the `self/...` cache
 * of the positions before, and of the hypotheses that are in the beam now:
 * - `symbols`, int32 [sentences * beamSize, 1], the last symbol of each;
 * - `parents`, int32 [sentences, beamSize], which hypothesis of the position before each continues,
 *   by its place in the sentence's beam; the caches are put into this order;
 * - `logProbabilities`, [sentences, beamSize], -Infinity where there is no hypothesis;
 * - `position`, an int32 scalar.
 *
 * Gives, for each sentence, the 2 * beamSize likeliest hypotheses that are one symbol longer, as
 * `parents`, `symbols` and `logProbabilities`, [sentences, 2 * beamSize] each, the likeliest first
 * and of equals the one with the lower parent; and the `self/...` cache with the position added.
 * Twice the beam, so that it can be filled although some of them end: a hypothesis has one
 * continuation that ends.
 *
 * The padding symbol and `bosId` say nothing and have no place in a translation, so what they would
 * continue has log-probability -Infinity.
 */
export function beamStepProgram(model: SearchModel, bosId: number): Program {
  return (state, inputs) => {
    const logProbabilities = leaf(inputs, 'logProbabilities');
    const [sentences, beamSize] = logProbabilities.shape as [number, number];
    const rows = sentences * beamSize;
    const firstRows = tf.reshape(tf.range(0, rows, beamSize, 'int32'), [sentences, 1]);
    const parentRows = tf.reshape(tf.add(firstRows, leaf(inputs, 'parents')), [rows]);
    const reordered = mapTree(underPrefix('self', inputs), (cache) =>
      tf.gather(cache, parentRows as tf.Tensor1D),
    );
    const { logits, self } = decodePosition(model, state, inputs, reordered);
    const forbidden = [model.padId, bosId];
    // So many of one hypothesis fill the whole beam, if those that are forbidden are among them.
    const count = Math.min(2 * beamSize + forbidden.length, logits.shape[1]);
    const next = likeliest(logits, count, forbidden);
    const longer = tf.add(tf.reshape(logProbabilities, [rows, 1]), next.logProbabilities);
    const best = tf.topk(tf.reshape(longer, [sentences, beamSize * count]), 2 * beamSize);
    const parents = tf.floorDiv(best.indices, tf.scalar(count, 'int32'));
    const firsts = tf.mul(firstRows, tf.scalar(count, 'int32'));
    const symbols = tf.gather(tf.reshape(next.symbols, [-1]), tf.add(firsts, best.indices));
    return {
      outputs: {
        parents,
        symbols,
        logProbabilities: best.values,
        ...withPrefix('self', self),
      },
    };
  };
}

/** The signature of `encodeProgram` for sources of this shape. */
export function encodeSignature(sentences: number, length: number): Signature {
  return { source: { shape: [sentences, length], dtype: 'int32' } };
}

/** How large the tensors of a step are. */
export type StepSize = {
  readonly sentences: number;
  /** Hypotheses of a sentence; 1 in greedy search. */
  readonly beamSize: number;
  /** Positions of the source, padding included. */
  readonly sourceLength: number;
  /** Positions that the decoder's own caches have room for. */
  readonly room: number;
};

/** The signature of `greedyStepProgram`. */
export function greedySignature(
  { config }: SearchModel,
  { sentences, beamSize, sourceLength, room }: StepSize,
): Signature {
  const rows = sentences * beamSize;
  const ids = (shape: number[]) => ({ shape, dtype: 'int32' }) as const;
  const floats = (shape: number[]) => ({ shape, dtype: 'float32' }) as const;
  const keysValues = (batch: number, positions: number): Signature => {
    const cache = floats([batch, config.heads, positions, config.dModel / config.heads]);
    const layers = Array.from({ length: config.decoderLayers }, (_, layer) => layer);
    return Object.fromEntries(
      layers.flatMap((layer) => [
        [`${layer}/keys`, cache],
        [`${layer}/values`, cache],
      ]),
    );
  };
  return {
    mask: floats([sentences, 1, 1, sourceLength]),
    ...withPrefix('cross', keysValues(sentences, sourceLength)),
    symbols: ids([rows, 1]),
    position: ids([]),
    ...withPrefix('self', keysValues(rows, room)),
  };
}

/** The signature of `beamStepProgram`. */
export function beamSignature(model: SearchModel, size: StepSize): Signature {
  const beams = [size.sentences, size.beamSize];
  return {
    ...greedySignature(model, size),
    parents: { shape: beams, dtype: 'int32' },
    logProbabilities: { shape: beams, dtype: 'float32' },
  };
}
