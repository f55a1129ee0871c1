import * as tf from '@tensorflow/tfjs-core';
import type { Program, Signature } from '../executor/executor.ts';
import { futureMask } from '../model/attention.ts';
import type { ModelConfig } from '../model/config.ts';
import { crossCache, type DecoderCache, decodeStep, emptySelfCache } from '../model/incremental.ts';
import { positionSignal } from '../model/positions.ts';
import { encode } from '../model/transformer.ts';
import { oneHot } from '../ops/one-hot.ts';
import { leaf, mapTree, type TensorTree, underPrefix, withPrefix } from '../tree.ts';

/** What a search over a model's translations needs to know. */
export type SearchModel = {
  readonly config: ModelConfig;
  readonly padId: number;
  /** Where the executor's state holds the parameters. */
  readonly parameters: string;
};

/**
 * Runs the encoder: `source`, int32 [sentences, length], to `mask`, the decoder's `cross/...` cache
 * and an empty `self/...` cache with room for `extraLength` positions more than the source has.
 */
export function encodeProgram(model: SearchModel, extraLength: number): Program {
  return (state, inputs) => {
    const context = { config: model.config, parameters: underPrefix(model.parameters, state) };
    const source = leaf(inputs, 'source') as tf.Tensor2D;
    const [sentences, length] = source.shape;
    const memory = encode(context, source, model.padId);
    return {
      outputs: {
        mask: memory.mask,
        ...withPrefix('cross', crossCache(context, memory)),
        ...withPrefix('self', emptySelfCache(context, sentences, length + extraLength)),
      },
    };
  };
}

/**
 * `encodeProgram` for a beam: each row of its outputs stands there `beamSize` times, so that every
 * hypothesis of a sentence has its own: [sentences * beamSize, ...].
 */
export function beamEncodeProgram(
  model: SearchModel,
  extraLength: number,
  beamSize: number,
): Program {
  const encodeOnce = encodeProgram(model, extraLength);
  return (state, inputs) => {
    const { outputs } = encodeOnce(state, inputs);
    const rows = leaf(outputs, 'mask').shape[0]! * beamSize;
    const sentences = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / beamSize));
    const ofRow = tf.tensor1d(sentences, 'int32');
    return { outputs: mapTree(outputs, (tensor) => tf.gather(tensor, ofRow)) };
  };
}

/** `decodeStep` on a step's inputs, with the caches `self` of the positions before. */
function decodePosition(
  model: SearchModel,
  state: TensorTree,
  inputs: TensorTree,
  self: DecoderCache,
): ReturnType<typeof decodeStep> {
  const context = { config: model.config, parameters: underPrefix(model.parameters, state) };
  const positions = leaf(self, '0/keys').shape[2]!;
  const position = leaf(inputs, 'position') as tf.Scalar;
  const here = oneHot(position, positions) as tf.Tensor1D;
  const signal = positionSignal(positions, model.config.dModel);
  return decodeStep(context, {
    symbols: leaf(inputs, 'symbols') as tf.Tensor2D,
    positionOneHot: here,
    futureMask: futureMask(position, positions),
    positionSignal: tf.matMul(tf.reshape(here, [1, positions]), signal),
    self,
    cross: underPrefix('cross', inputs),
    sourceMask: leaf(inputs, 'mask'),
  });
}

/**
 * Decodes one position: what `encodeProgram` gave, `symbols`, int32 [sentences, 1], before the
 * position, and `position`, an int32 scalar, to the likeliest `symbols` there and the `self/...`
 * cache with the position added.
 */
export function greedyStepProgram(model: SearchModel): Program {
  return (state, inputs) => {
    const { logits, self } = decodePosition(model, state, inputs, underPrefix('self', inputs));
    const symbols = tf.expandDims(tf.argMax(logits, -1), 1);
    return { outputs: { symbols, ...withPrefix('self', self) } };
  };
}

/**
 * Grows each sentence's beam by one position. Takes what `beamEncodeProgram` gave, and of the
 * hypotheses that are in the beam now:
 * - `symbols`, int32 [sentences * beamSize, 1], the last symbol of each;
 * - `parents`, int32 [sentences, beamSize], which hypothesis of the position before each continues,
 *   by its place in the sentence's beam; the caches are put into this order;
 * - `logProbabilities`, [sentences, beamSize], -Infinity where there is no hypothesis;
 * - `position`, an int32 scalar.
 *
 * Gives, for each sentence, the 2 * beamSize likeliest hypotheses that are one symbol longer, as
 * `parents`, `symbols` and `logProbabilities`, [sentences, 2 * beamSize] each, the likeliest first
 * and of equals the one with the lower parent and then the lower symbol; and the `self/...` cache
 * with the position added. Twice the beam, so that it can be filled although some of them end: a
 * hypothesis has one continuation that ends.
 *
 * The padding symbol and `bosId` say nothing and have no place in a translation, so what they would
 * continue has log-probability -Infinity. The other symbols' probabilities stay the model's own.
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
    const vocabulary = logits.shape[1];
    const allowed = new Float32Array(vocabulary);
    for (const symbol of [model.padId, bosId]) allowed[symbol] = Number.NEGATIVE_INFINITY;
    const ofSymbols = tf.add(tf.logSoftmax(logits), tf.tensor1d(allowed));
    const longer = tf.add(tf.reshape(logProbabilities, [rows, 1]), ofSymbols);
    const best = tf.topk(tf.reshape(longer, [sentences, beamSize * vocabulary]), 2 * beamSize);
    const count = tf.scalar(vocabulary, 'int32');
    const parents = tf.floorDiv(best.indices, count);
    return {
      outputs: {
        parents,
        symbols: tf.sub(best.indices, tf.mul(parents, count)),
        logProbabilities: best.values,
        ...withPrefix('self', self),
      },
    };
  };
}

/** The signatures of greedy search's two programs for sources of this shape. */
export function greedySignatures(
  { config }: SearchModel,
  sentences: number,
  length: number,
  extraLength: number,
): { encode: Signature; step: Signature } {
  const ids = (shape: number[]) => ({ shape, dtype: 'int32' }) as const;
  const floats = (shape: number[]) => ({ shape, dtype: 'float32' }) as const;
  const keysValues = (positions: number): Signature => {
    const cache = floats([sentences, config.heads, positions, config.dModel / config.heads]);
    const layers = Array.from({ length: config.decoderLayers }, (_, layer) => layer);
    return Object.fromEntries(
      layers.flatMap((layer) => [
        [`${layer}/keys`, cache],
        [`${layer}/values`, cache],
      ]),
    );
  };
  return {
    encode: { source: ids([sentences, length]) },
    step: {
      mask: floats([sentences, 1, 1, length]),
      ...withPrefix('cross', keysValues(length)),
      symbols: ids([sentences, 1]),
      position: ids([]),
      ...withPrefix('self', keysValues(length + extraLength)),
    },
  };
}

/** The signatures of beam search's two programs for sources of this shape. */
export function beamSignatures(
  model: SearchModel,
  sentences: number,
  length: number,
  extraLength: number,
  beamSize: number,
): { encode: Signature; step: Signature } {
  const beams = [sentences, beamSize];
  return {
    encode: greedySignatures(model, sentences, length, extraLength).encode,
    step: {
      ...greedySignatures(model, sentences * beamSize, length, extraLength).step,
      parents: { shape: beams, dtype: 'int32' },
      logProbabilities: { shape: beams, dtype: 'float32' },
    },
  };
}
