import * as tf from '@tensorflow/tfjs-core';
import { leaf } from 'sublinear-optim';
import type { SentenceSearch } from './hypotheses.ts';
import { beamSignature, beamStepProgram, type SearchModel } from './programs.ts';
import type { SearchStep } from './step.ts';

export type BeamOptions = {
  /** A translation may have this many tokens more than its source, both end symbols included. */
  readonly extraLength: number;
  /** Hypotheses of a sentence that are followed at once. */
  readonly beamSize: number;
  /** The exponent of the length penalty, 0 or more; see `lengthPenalty`. */
  readonly alpha: number;
};

/** Of each hypothesis in the slots' beams; places without one hold minus infinity. */
function logProbabilities(
  searches: readonly (SentenceSearch | undefined)[],
  beamSize: number,
): tf.Tensor2D {
  const values = new Float32Array(searches.length * beamSize).fill(Number.NEGATIVE_INFINITY);
  for (const [slot, search] of searches.entries()) {
    for (const [place, { logProbability }] of search?.alive.entries() ?? []) {
      values[slot * beamSize + place] = logProbability;
    }
  }
  return tf.tensor2d(values, [searches.length, beamSize]);
}

/**
 * Beam search with a length penalty (Wu et al., 2016, section 7), as Tensor2Tensor's `beam_search`
 * does it: at each position the `beamSize` likeliest hypotheses without an end stay alive, those
 * that end are kept apart, and the best of these is the translation. A sentence is searched until
 * nothing alive can become better than that (see `growSearch`). Unlike Tensor2Tensor, hypotheses
 * never have the padding and the begin symbol in them.
 *
 * A beam of one with `alpha` 0 is not greedy search, though it follows the same symbols: an end
 * that is only second to another symbol finishes a hypothesis too, and wins if the way on turns out
 * to be less likely.
 */
export function beamStep(
  model: SearchModel,
  bosId: number,
  { beamSize, alpha }: BeamOptions,
): SearchStep {
  return {
    program: beamStepProgram(model, bosId),
    beamSize,
    alpha,
    signature: (size) => beamSignature(model, size),
    inputs: (searches) => ({ logProbabilities: logProbabilities(searches, beamSize) }),
    candidates: async (outputs) => {
      const found = leaf(outputs, 'logProbabilities');
      const [slots, count] = found.shape as [number, number];
      const [values, parents, symbols] = await Promise.all([
        found.data(),
        leaf(outputs, 'parents').data(),
        leaf(outputs, 'symbols').data(),
      ]);
      return Array.from({ length: slots }, (_, slot) =>
        Array.from({ length: count }, (_, rank) => {
          const i = slot * count + rank;
          return { parent: parents[i]!, symbol: symbols[i]!, logProbability: values[i]! };
        }),
      );
    },
  };
}
