import * as tf from '@tensorflow/tfjs-core';
import { mapTree } from 'sublinear-optim';
import type { ControlSymbols } from '../../src/data/vocabulary.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import type { ModelContext } from '../../src/model/context.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { normalFloats, siteSeed, uniformFloats } from '../../src/ops/philox.ts';

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

export const TINY_VOCABULARY = 13;

export const SYMBOLS: ControlSymbols = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };

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
  const first = Math.max(...Object.values(SYMBOLS)) + 1;
  return lengths.map((count, row) => {
    const ids = Array.from(uniformFloats(count, [seed, row]), (uniform) =>
      Math.floor(first + uniform * (TINY_VOCABULARY - first)),
    );
    return [...ids, ...new Array<number>(length - count).fill(SYMBOLS.padId)];
  });
}

/** Rows of ids as the int32 tensor that the model takes. */
export function idTensor(rows: readonly (readonly number[])[]): tf.Tensor2D {
  return tf.tensor2d(rows.flat(), [rows.length, rows[0]!.length], 'int32');
}
