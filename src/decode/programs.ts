import * as tf from '@tensorflow/tfjs-core';
import { leaf, mapTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Program, Signature } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { crossCache, decodeStep } from '../model/incremental.ts';
import { joinDecoder } from '../model/joined-decoder.ts';
import { encode } from '../model/transformer.ts';
import { updateRows } from '../ops/rows.ts';

/** The model to search with. */
export type SearchModel = {
  readonly config: ModelConfig;
  readonly symbols: ControlSymbols;
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
    const memory = encode(context, leaf(inputs, 'source') as tf.Tensor2D, model.symbols.padId);
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

/**
 * Decodes one position of each sentence: `decodeStep` on a step's inputs. They are `decoder/...`, as
 * `joinProgram` gives it, `mask` and `cross/...`, as `encodeProgram` gives them, and `symbols`,
 * `positions`, `ancestors` and the `self/...` cache.
 */
export function decodePosition(model: SearchModel, state: TensorTree, inputs: TensorTree) {
  return decodeStep(contextOf(model, state), underPrefix('decoder', inputs), {
    symbols: leaf(inputs, 'symbols') as tf.Tensor2D,
    positions: leaf(inputs, 'positions') as tf.Tensor1D,
    ancestors: leaf(inputs, 'ancestors') as tf.Tensor3D,
    self: underPrefix('self', inputs),
    cross: underPrefix('cross', inputs),
    sourceMask: leaf(inputs, 'mask'),
  });
}

export const floats = (...shape: number[]) => ({ shape, dtype: 'float32' }) as const;
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

/** The same for each layer of the decoder, named by its number. */
const ofLayers = ({ decoderLayers }: ModelConfig, layer: Signature): Signature =>
  Object.assign({}, ...Array.from({ length: decoderLayers }, (_, i) => withPrefix(`${i}`, layer)));

/** A `DecoderCache` with room for `entries` a sentence. */
function cacheSignature(config: ModelConfig, sentences: number, entries: number): Signature {
  const cache = floats(sentences, config.heads, entries, config.dModel / config.heads);
  return ofLayers(config, { keys: cache, values: cache });
}

/** The outputs of `encodeProgram` for sources of this shape. */
export function encodedSignature(
  config: ModelConfig,
  sentences: number,
  length: number,
): Signature {
  return {
    mask: floats(sentences, 1, 1, length),
    ...withPrefix('cross', cacheSignature(config, sentences, length)),
  };
}

/** The decoder's own cache in a step of this size. */
export function selfSignature(
  config: ModelConfig,
  { slots, room, beamSize }: Pick<StepSize, 'slots' | 'room' | 'beamSize'>,
): Signature {
  return withPrefix('self', cacheSignature(config, slots, room * beamSize));
}

/** The inputs of `encodeProgram` for sources of this shape. */
export function encodeSignature(
  { config: { dModel, decoderLayers } }: SearchModel,
  sentences: number,
  length: number,
): Signature {
  return {
    source: ids(sentences, length),
    'decoder/cross': floats(dModel, 2 * decoderLayers * dModel),
  };
}

/** The inputs of `admitProgram`, for `count` sentences of `sentences` that are encoded. */
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

/** The inputs of `decodePosition`. */
export function stepSignature({ config }: SearchModel, size: StepSize): Signature {
  const { dModel, dFeedForward } = config;
  const { slots, beamSize, sourceLength, room } = size;
  const layer = {
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
  };
  return {
    ...withPrefix('decoder', ofLayers(config, layer)),
    ...encodedSignature(config, slots, sourceLength),
    symbols: ids(slots, beamSize),
    positions: ids(slots),
    ancestors: ids(slots, beamSize, room),
    ...selfSignature(config, size),
  };
}
