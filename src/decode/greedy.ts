import * as tf from '@tensorflow/tfjs-core';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { disposeTree, leaf } from '../tree.ts';
import {
  advanceBatch,
  beginBatch,
  disposeBatch,
  prepareBatch,
  stepSizes,
} from './decoding-batch.ts';
import {
  encodeProgram,
  encodeSignature,
  greedySignature,
  greedyStepProgram,
  type SearchModel,
} from './programs.ts';

export type GreedyOptions = {
  /** A translation may have this many tokens more than its source row, padding included. */
  readonly extraLength: number;
};

const ENCODE = 'encode';
const STEP = 'greedy step';

/** Announces searches over sources of this shape; see `Executor.prepare`. */
export function prepareGreedySearch(
  executor: Executor,
  model: SearchModel,
  sentences: number,
  length: number,
  { extraLength }: GreedyOptions,
): void {
  executor.prepare(ENCODE, encodeProgram(model), encodeSignature(sentences, length));
  const step = greedyStepProgram(model);
  for (const size of stepSizes(sentences, 1, length, length + extraLength)) {
    executor.prepare(STEP, step, greedySignature(model, size));
  }
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
  const encoded = executor.run(ENCODE, encodeProgram(model), { source });
  let batch = beginBatch(model.config, encoded, 1);
  const translations: number[][] = Array.from({ length: sentences }, () => []);
  const ids = await source.data();
  const finished = translations.map((_, row) => ids[row * length] === padId);
  const step = greedyStepProgram(model);
  for (let position = 0; position < length + extraLength && finished.includes(false); position++) {
    batch = prepareBatch(batch, position, (sentence) => finished[sentence]!);
    const previous = batch.sentences.map((sentence) => translations[sentence]!.at(-1) ?? bosId);
    const varying = {
      symbols: tf.tensor2d(previous, [previous.length, 1], 'int32'),
      position: tf.scalar(position, 'int32'),
    };
    const outputs = executor.run(STEP, step, { ...batch.source, ...varying, ...batch.self });
    disposeTree(varying);
    batch = advanceBatch(batch, outputs);
    const symbols = await leaf(outputs, 'symbols').data();
    leaf(outputs, 'symbols').dispose();
    for (const [row, sentence] of batch.sentences.entries()) {
      if (symbols[row] === eosId) finished[sentence] = true;
      if (!finished[sentence]) translations[sentence]!.push(symbols[row]!);
    }
  }
  disposeBatch(batch);
  return translations;
}
