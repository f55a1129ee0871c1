import * as tf from '@tensorflow/tfjs-core';
import { mapTree, type TensorTree, withPrefix } from 'sublinear-optim';
import type { Example } from '../../src/data/examples.ts';
import type { ControlSymbols } from '../../src/data/vocabulary.ts';
import type { SearchModel } from '../../src/decode/programs.ts';
import { eagerExecutor } from '../../src/executor/eager.ts';
import type { Executor } from '../../src/executor/executor.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import type { ModelContext } from '../../src/model/norm.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { decodeStates, project } from '../../src/model/transformer.ts';
import { normalFloats, siteSeed, uniformFloats } from '../../src/ops/philox.ts';

/*
 * The small model of all tests, and sentences for it.
 */

/** A Transformer that is small enough to try everything on in tests. */
export const TINY: ModelConfig = {
  encoderLayers: 2,
  decoderLayers: 2,
  dModel: 8,
  dFeedForward: 12,
  heads: 2,
  dropout: { residual: 0, attention: 0, relu: 0 },
  labelSmoothing: 0.1,
  embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
};

/** The same with a layer a side, which is traced sooner, and with dropout, as training has it. */
export const DROPPING: ModelConfig = {
  ...TINY,
  encoderLayers: 1,
  decoderLayers: 1,
  dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
};

/** With one matrix for all, a random model repeats its input; this one says many symbols. */
export const LIVELY: ModelConfig = { ...TINY, embedding: { ...TINY.embedding, sharing: 'none' } };

export const TINY_VOCABULARY = 13;

export const SYMBOLS: ControlSymbols = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };

/** The first id that is no control symbol. */
const FIRST = Math.max(...Object.values(SYMBOLS)) + 1;

/** A symbol that the vocabulary does not have: where it is the end symbol, no sentence ends. */
export const NEVER = TINY_VOCABULARY;

/** A model with random weights, biases and scales of layer norms among them. */
export function tinyModel(config: ModelConfig = TINY, seed = 1): ModelContext {
  const parameters = tf.tidy(() =>
    mapTree(initialParameters(config, TINY_VOCABULARY, seed), (initial, name) => {
      const noise = normalFloats(initial.size, [siteSeed(seed, name), 1]);
      return tf.add(initial, tf.mul(tf.tensor(noise, initial.shape), 0.2));
    }),
  );
  return { config, parameters };
}

/** Rows of random ids that are no control symbols, each of its own length, padded to `length`. */
export function randomRows(lengths: readonly number[], length: number, seed: number): number[][] {
  return lengths.map((count, row) => {
    const ids = Array.from(uniformFloats(count, [seed, row]), (uniform) =>
      Math.floor(FIRST + uniform * (TINY_VOCABULARY - FIRST)),
    );
    return [...ids, ...new Array<number>(length - count).fill(SYMBOLS.padId)];
  });
}

/** `length` ids that are no control symbols, rising from the one with number `first`. */
export const risingIds = (length: number, first: number, by = 1): number[] =>
  Array.from({ length }, (_, i) => FIRST + ((first + i * by) % (TINY_VOCABULARY - FIRST)));

/** Pairs of 1 to `longest` symbols a side, whose lengths differ from each other. */
export const exampleRows = (count: number, longest: number): Example[] =>
  Array.from({ length: count }, (_, i) => ({
    source: risingIds(1 + ((i * 3) % longest), i * 5),
    target: risingIds(1 + ((i * 2) % longest), i * 4, 2),
  }));

/** Sources of several lengths, without end symbols. */
export const SENTENCES = randomRows([5, 2, 4, 1], 5, 61).map((row) =>
  row.filter((id) => id !== SYMBOLS.padId),
);

/** Rows of ids as the int32 tensor that the model takes. */
export function idTensor(rows: readonly (readonly number[])[]): tf.Tensor2D {
  return tf.tensor2d(rows.flat(), [rows.length, rows[0]!.length], 'int32');
}

/** The scores of the vocabulary at each position of whole targets: [batch * length, vocabulary]. */
export function decode(...inputs: Parameters<typeof decodeStates>): tf.Tensor2D {
  return project(inputs[0], decodeStates(...inputs));
}

/** What `createSearch` takes to search with a model whose sentences end with `eosId`. */
export function searchIn(
  { config, parameters }: ModelContext,
  eosId: number = NEVER,
  createExecutor: (state: TensorTree) => Executor = eagerExecutor,
): [Executor, SearchModel] {
  // An executor takes over what it is given.
  const own = mapTree(parameters, (parameter) => tf.clone(parameter));
  return [
    createExecutor(withPrefix('parameters', own)),
    { config, symbols: { ...SYMBOLS, eosId }, parameters: 'parameters' },
  ];
}
