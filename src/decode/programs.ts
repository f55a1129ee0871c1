import * as tf from '@tensorflow/tfjs-core';
import { leaf, mapTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { Program, Signature } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { crossCache, decodeStep } from '../model/incremental.ts';
import { joinDecoder } from '../model/joined-decoder.ts';
import { encode } from '../model/transformer.ts';
import { updateRows } from '../ops/update-rows.ts';
import { likeliestSuccessors } from './successors.ts';

/** What a search over a model's translations needs to know. */
export type SearchModel = {
  readonly config: ModelConfig;
  readonly padId: number;
  /** Where the executor's state holds the parameters. */
  readonly parameters: string;
};

const contextOf = ({ config, parameters }: SearchModel, state: TensorTree) => ({
  config,
  parameters: underPrefix(parameters, state),
});

/** Gives the decoder's parameters as the other programs take them, `decoder/...`. */
export function joinProgram(model: SearchModel): Program {
  return (state) => ({
    outputs: withPrefix('decoder', joinDecoder(contextOf(model, state))),
  });
}

/**
 * Runs the encoder: `source`, int32 [sentences, length], and `decoder/cross` to `mask` and the
 * decoder's `cross/...` cache.
 */
export function encodeProgram(model: SearchModel): Program {
  return (state, inputs) => {
    const context = contextOf(model, state);
    const memory = encode(context, leaf(inputs, 'source') as tf.Tensor2D, model.padId);
    const cross = crossCache(context, underPrefix('decoder', inputs), memory);
    return { outputs: { mask: memory.mask, ...withPrefix('cross', cross) } };
  };
}

/**
 * Puts sentences that are encoded into slots: the rows `from`, int32 [count], of `encoded/...`, what
 * `encodeProgram` gave, into the rows `to` of `slots/...`, of the same names, which it takes over.
 */
export const admitProgram: Program = (_state, inputs) => {
  const encoded = underPrefix('encoded', inputs);
  const from = leaf(inputs, 'from') as tf.Tensor1D;
  const to = leaf(inputs, 'to') as tf.Tensor1D;
  const outputs = mapTree(underPrefix('slots', inputs), (slots, name) => {
    // As rows: a row of many axes takes longer to write.
    const flat = (x: tf.Tensor) => tf.reshape(x, [x.shape[0]!, -1]);
    const rows = tf.gather(flat(leaf(encoded, name)), from);
    return tf.reshape(updateRows(flat(slots), to, rows), slots.shape);
  });
  return { outputs };
};

/** `decodeStep` on a step's inputs. */
function decodePosition(model: SearchModel, state: TensorTree, inputs: TensorTree) {
  return decodeStep(contextOf(model, state), underPrefix('decoder', inputs), {
    symbols: leaf(inputs, 'symbols') as tf.Tensor2D,
    positions: leaf(inputs, 'positions') as tf.Tensor1D,
    ancestors: leaf(inputs, 'ancestors') as tf.Tensor3D,
    self: underPrefix('self', inputs),
    cross: underPrefix('cross', inputs),
    sourceMask: leaf(inputs, 'mask'),
  });
}

/**
 * Decodes one position of each sentence. Takes `decoder/...`, what `encodeProgram` gave, and
 * `symbols`, `positions`, `ancestors` and the `self/...` cache as `decodeStep` does, with a beam of
 * one. Gives the likeliest `symbols`, int32 [sentences], and the cache with the positions added.
 */
export function greedyStepProgram(model: SearchModel): Program {
  return (state, inputs) => {
    const { logits, self } = decodePosition(model, state, inputs);
    return { outputs: { symbols: tf.argMax(logits, -1), ...withPrefix('self', self) } };
  };
}

/**
 * Grows each sentence's beam by one position. Takes `decoder/...`, what `encodeProgram` gave,
 * `symbols`, `positions`, `ancestors` and the `self/...` cache as `decodeStep` does, and
 * `logProbabilities`, [sentences, beamSize], of the hypotheses that are in the beam now, -Infinity
 * where there is none.
 *
 * Gives, for each sentence, the 2 * beamSize likeliest hypotheses that are one symbol longer, as
 * `parents`, their place in the beam until now, `symbols` and `logProbabilities`,
 * [sentences, 2 * beamSize] each, the likeliest first and of equals the one with the lower parent;
 * and the `self/...` cache with the positions added. Twice the beam, so that it can be filled
 * although some of them end: a hypothesis has one continuation that ends.
 *
 * The padding symbol and `bosId` say nothing and have no place in a translation, so what they would
 * continue has log-probability -Infinity.
 */
export function beamStepProgram(model: SearchModel, bosId: number): Program {
  return (state, inputs) => {
    const logProbabilities = leaf(inputs, 'logProbabilities') as tf.Tensor2D;
    const { logits, self } = decodePosition(model, state, inputs);
    const best = likeliestSuccessors(logits, logProbabilities, [model.padId, bosId]);
    return { outputs: { ...best, ...withPrefix('self', self) } };
  };
}

const floats = (...shape: number[]) => ({ shape, dtype: 'float32' }) as const;
const ids = (...shape: number[]) => ({ shape, dtype: 'int32' }) as const;

/** How large the tensors of a step are. */
export type StepSize = {
  /** Sentences that are searched at once. */
  readonly slots: number;
  /** Hypotheses of a sentence; 1 in greedy search. */
  readonly beamSize: number;
  /** Positions of the source, padding included. */
  readonly sourceLength: number;
  /** Positions that the decoder's own cache has room for. */
  readonly room: number;
};

function cacheSignature(config: ModelConfig, sentences: number, entries: number): Signature {
  const cache = floats(sentences, config.heads, entries, config.dModel / config.heads);
  const layers = Array.from({ length: config.decoderLayers }, (_, layer) => layer);
  return Object.fromEntries(
    layers.flatMap((layer) => [
      [`${layer}/keys`, cache],
      [`${layer}/values`, cache],
    ]),
  );
}

/** What `joinProgram` gives. */
function decoderSignature({ dModel, dFeedForward, decoderLayers }: ModelConfig): Signature {
  const layers = Array.from({ length: decoderLayers }, (_, layer) => layer);
  return {
    cross: floats(dModel, 2 * decoderLayers * dModel),
    ...Object.assign(
      {},
      ...layers.map((layer) =>
        withPrefix(`${layer}`, {
          'self/kernel': floats(dModel, 3 * dModel),
          'self/bias': floats(3 * dModel),
          'self/output': floats(dModel, dModel),
          'cross/kernel': floats(dModel, dModel),
          'cross/bias': floats(dModel),
          'cross/output': floats(dModel, dModel),
          'hidden/kernel': floats(dModel, dFeedForward),
          'hidden/bias': floats(dFeedForward),
          'output/kernel': floats(dFeedForward, dModel),
          'output/bias': floats(dModel),
        }),
      ),
    ),
  };
}

/** What `encodeProgram` gives for sources of this shape. */
function encodedSignature(config: ModelConfig, sentences: number, length: number): Signature {
  return {
    mask: floats(sentences, 1, 1, length),
    ...withPrefix('cross', cacheSignature(config, sentences, length)),
  };
}

/** The signature of `encodeProgram` for sources of this shape. */
export function encodeSignature(
  { config }: SearchModel,
  sentences: number,
  length: number,
): Signature {
  return {
    source: ids(sentences, length),
    'decoder/cross': decoderSignature(config).cross!,
  };
}

/** The signature of `admitProgram`, for `count` sentences of `sentences` that are encoded. */
export function admitSignature(
  { config }: SearchModel,
  count: number,
  sentences: number,
  { slots, sourceLength }: Pick<StepSize, 'slots' | 'sourceLength'>,
): Signature {
  return {
    from: ids(count),
    to: ids(count),
    ...withPrefix('encoded', encodedSignature(config, sentences, sourceLength)),
    ...withPrefix('slots', encodedSignature(config, slots, sourceLength)),
  };
}

/** The signature of `greedyStepProgram`. */
export function greedySignature(
  { config }: SearchModel,
  { slots, beamSize, sourceLength, room }: StepSize,
): Signature {
  const { cross: _, ...decoder } = decoderSignature(config);
  return {
    ...withPrefix('decoder', decoder),
    ...encodedSignature(config, slots, sourceLength),
    symbols: ids(slots, beamSize),
    positions: ids(slots),
    ancestors: ids(slots, beamSize, room),
    ...withPrefix('self', cacheSignature(config, slots, room * beamSize)),
  };
}

/** The signature of `beamStepProgram`. */
export function beamSignature(model: SearchModel, size: StepSize): Signature {
  return {
    ...greedySignature(model, size),
    logProbabilities: floats(size.slots, size.beamSize),
  };
}
