import * as tf from '@tensorflow/tfjs-core';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { disposeTree, leaf, underPrefix, withPrefix } from '../tree.ts';
import {
  encodeProgram,
  greedySignatures,
  greedyStepProgram,
  type SearchModel,
} from './programs.ts';

export type GreedyOptions = {
  /** A translation may have this many tokens more than its source row, padding included. */
  readonly extraLength: number;
};

/** The room for positions is not in the signature of the inputs, so it is in the name. */
const encodeName = (extraLength: number): string => `encode +${extraLength}`;

const STEP = 'greedy step';

/** Announces searches over sources of this shape; see `Executor.prepare`. */
export function prepareGreedySearch(
  executor: Executor,
  model: SearchModel,
  sentences: number,
  length: number,
  { extraLength }: GreedyOptions,
): void {
  const signatures = greedySignatures(model, sentences, length, extraLength);
  executor.prepare(encodeName(extraLength), encodeProgram(model, extraLength), signatures.encode);
  executor.prepare(STEP, greedyStepProgram(model), signatures.step);
}

/**
 * Translates a batch by taking the likeliest symbol at each position.
 *
 * @param source int32 [sentences, length]: tokens and the end-of-sentence symbol, then padding;
 *   rows of padding alone are left untranslated
 * @returns the token ids of each sentence, up to its end-of-sentence symbol
 */
export async function greedySearch(
  executor: Executor,
  model: SearchModel,
  source: tf.Tensor2D,
  { bosId, eosId, padId }: ControlSymbols,
  { extraLength }: GreedyOptions,
): Promise<number[][]> {
  const [sentences, length] = source.shape;
  const encoded = executor.run(encodeName(extraLength), encodeProgram(model, extraLength), {
    source,
  });
  const constant = {
    mask: leaf(encoded, 'mask'),
    ...withPrefix('cross', underPrefix('cross', encoded)),
  };
  let self = withPrefix('self', underPrefix('self', encoded));
  const translations: number[][] = Array.from({ length: sentences }, () => []);
  const ids = await source.data();
  const finished = translations.map((_, row) => ids[row * length] === padId);
  const step = greedyStepProgram(model);
  let previous: ArrayLike<number> = new Int32Array(sentences).fill(bosId);
  for (let position = 0; position < length + extraLength && finished.includes(false); position++) {
    const varying = {
      symbols: tf.tensor2d(Int32Array.from(previous), [sentences, 1], 'int32'),
      position: tf.scalar(position, 'int32'),
    };
    const { symbols, ...next } = executor.run(STEP, step, {
      ...constant,
      ...varying,
      ...self,
    });
    disposeTree({ ...varying, ...self });
    self = next;
    previous = await symbols!.data();
    symbols!.dispose();
    for (const [row, translation] of translations.entries()) {
      if (previous[row] === eosId) finished[row] = true;
      if (!finished[row]) translation.push(previous[row]!);
    }
  }
  disposeTree({ ...constant, ...self });
  return translations;
}
