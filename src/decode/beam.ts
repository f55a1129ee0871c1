import * as tf from '@tensorflow/tfjs-core';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { disposeTree, leaf, type TensorTree } from '../tree.ts';
import {
  advanceBatch,
  beginBatch,
  disposeBatch,
  prepareBatch,
  stepSizes,
} from './decoding-batch.ts';
import {
  beginSearch,
  bestTranslation,
  type Candidate,
  growSearch,
  NO_SEARCH,
  type SentenceSearch,
} from './hypotheses.ts';
import {
  beamSignature,
  beamStepProgram,
  encodeProgram,
  encodeSignature,
  type SearchModel,
} from './programs.ts';

export type BeamOptions = {
  /** A translation may have this many tokens more than its source row, padding included. */
  readonly extraLength: number;
  /** Hypotheses of a sentence that are followed at once. */
  readonly beamSize: number;
  /** The exponent of the length penalty, 0 or more; see `lengthPenalty`. */
  readonly alpha: number;
};

const ENCODE = 'encode';
const STEP = 'beam step';

/** Announces searches over sources of this shape; see `Executor.prepare`. */
export function prepareBeamSearch(
  executor: Executor,
  model: SearchModel,
  sentences: number,
  length: number,
  { bosId }: ControlSymbols,
  options: BeamOptions,
): void {
  const { extraLength, beamSize } = options;
  executor.prepare(ENCODE, encodeProgram(model), encodeSignature(sentences, length));
  const step = beamStepProgram(model, bosId);
  for (const size of stepSizes(sentences, beamSize, length, length + extraLength)) {
    executor.prepare(STEP, step, beamSignature(model, size));
  }
}

/** What the step program takes of the beams; places without a hypothesis hold minus infinity. */
function beamInputs(
  searches: readonly SentenceSearch[],
  beamSize: number,
  { bosId, padId }: ControlSymbols,
): TensorTree {
  const rows = searches.length * beamSize;
  const symbols = new Int32Array(rows).fill(padId);
  const parents = new Int32Array(rows);
  const logProbabilities = new Float32Array(rows).fill(Number.NEGATIVE_INFINITY);
  for (const [sentence, { alive }] of searches.entries()) {
    for (const [place, hypothesis] of alive.entries()) {
      const row = sentence * beamSize + place;
      symbols[row] = hypothesis.symbols.at(-1) ?? bosId;
      parents[row] = hypothesis.parent;
      logProbabilities[row] = hypothesis.logProbability;
    }
  }
  return {
    symbols: tf.tensor2d(symbols, [rows, 1], 'int32'),
    parents: tf.tensor2d(parents, [searches.length, beamSize], 'int32'),
    logProbabilities: tf.tensor2d(logProbabilities, [searches.length, beamSize]),
  };
}

/** Each sentence's candidates, from what the step program gives. */
async function readCandidates(outputs: TensorTree): Promise<Candidate[][]> {
  const logProbabilities = leaf(outputs, 'logProbabilities');
  const [sentences, count] = logProbabilities.shape as [number, number];
  const [values, parents, symbols] = await Promise.all([
    logProbabilities.data(),
    leaf(outputs, 'parents').data(),
    leaf(outputs, 'symbols').data(),
  ]);
  return Array.from({ length: sentences }, (_, sentence) =>
    Array.from({ length: count }, (_, rank) => {
      const i = sentence * count + rank;
      return { parent: parents[i]!, symbol: symbols[i]!, logProbability: values[i]! };
    }),
  );
}

/**
 * Translates a batch by beam search with a length penalty (Wu et al., 2016, section 7), as
 * Tensor2Tensor's `beam_search` does: at each position the `beamSize` likeliest hypotheses without
 * an end stay alive, those that end are kept apart, and the best of these is the translation. A
 * sentence is searched until nothing alive can become better than that (see `growSearch`). Unlike
 * Tensor2Tensor, hypotheses never have the padding and the begin symbol in them.
 *
 * A beam of one with `alpha` 0 is not greedy search, though it follows the same symbols: an end
 * that is only second to another symbol finishes a hypothesis too, and wins if the way on turns out
 * to be less likely.
 *
 * @param source int32 [sentences, length]: tokens and the end-of-sentence symbol, then padding;
 *   rows of padding alone are left untranslated
 * @returns the token ids of each sentence, without its end-of-sentence symbol
 */
export async function beamSearch(
  executor: Executor,
  model: SearchModel,
  source: tf.Tensor2D,
  symbols: ControlSymbols,
  options: BeamOptions,
): Promise<number[][]> {
  const { extraLength, beamSize, alpha } = options;
  const [sentences, length] = source.shape;
  const rules = { beamSize, alpha, longest: length + extraLength, eosId: symbols.eosId };
  const encoded = executor.run(ENCODE, encodeProgram(model), { source });
  let batch = beginBatch(model.config, encoded, beamSize);
  const ids = await source.data();
  const searches = Array.from({ length: sentences }, (_, row) =>
    ids[row * length] === symbols.padId ? NO_SEARCH : beginSearch(),
  );
  const isFinished = (sentence: number) => searches[sentence]!.alive.length === 0;
  const step = beamStepProgram(model, symbols.bosId);
  for (
    let position = 0;
    position < rules.longest && searches.some(({ alive }) => alive.length > 0);
    position++
  ) {
    batch = prepareBatch(batch, position, isFinished);
    const current = batch.sentences.map((sentence) => searches[sentence]!);
    const varying = {
      ...beamInputs(current, beamSize, symbols),
      position: tf.scalar(position, 'int32'),
    };
    const outputs = executor.run(STEP, step, { ...batch.source, ...varying, ...batch.self });
    disposeTree(varying);
    batch = advanceBatch(batch, outputs);
    const candidates = await readCandidates(outputs);
    for (const name of ['parents', 'symbols', 'logProbabilities']) leaf(outputs, name).dispose();
    for (const [row, sentence] of batch.sentences.entries()) {
      searches[sentence] = growSearch(current[row]!, candidates[row]!, rules);
    }
  }
  disposeBatch(batch);
  return searches.map((search) => [...bestTranslation(search)]);
}
