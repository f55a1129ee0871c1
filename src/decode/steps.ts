import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree, withPrefix } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import type { Program, Signature } from '../executor/executor.ts';
import type { Candidate, SentenceSearch } from './hypotheses.ts';
import {
  decodePosition,
  floats,
  type SearchModel,
  type StepSize,
  stepSignature,
} from './programs.ts';
import { likeliestSuccessors } from './successors.ts';

/** The search in each slot; undefined in a free one. */
type Searches = readonly (SentenceSearch | undefined)[];

/** How a search goes on by one position of each sentence. */
export type SearchStep = {
  readonly program: Program;
  /** Hypotheses of a sentence. */
  readonly beamSize: number;
  /** The exponent of the length penalty. */
  readonly alpha: number;
  signature(size: StepSize): Signature;
  /** The inputs of the program that change at each step, given the search in each slot, if any. */
  inputs(searches: Searches, size: StepSize): TensorTree;
  /** The candidates to continue each slot's hypotheses, from what the program gave. */
  candidates(outputs: TensorTree): Promise<Candidate[][]>;
};

/** The options of a beam search; `alpha` is explained at `lengthPenalty`. */
export type BeamOptions = Pick<
  Extract<RunConfig['evaluation']['search'], { kind: 'beam' }>,
  'extraLength' | 'beamSize' | 'alpha'
>;

/** The hypotheses in the slots, as `decodePosition` takes them. */
function hypothesisInputs(
  { bosId, padId }: SearchModel['symbols'],
  searches: Searches,
  { beamSize, room }: StepSize,
): TensorTree {
  const slots = searches.length;
  const symbols = new Int32Array(slots * beamSize).fill(padId);
  const positions = new Int32Array(slots);
  const ancestors = new Int32Array(slots * beamSize * room).fill(-1);
  for (const [slot, search] of searches.entries()) {
    for (const [place, hypothesis] of search?.alive.entries() ?? []) {
      const row = slot * beamSize + place;
      const position = hypothesis.symbols.length;
      symbols[row] = hypothesis.symbols.at(-1) ?? bosId;
      positions[slot] = position;
      ancestors.set(hypothesis.places, row * room);
      ancestors[row * room + position] = place;
    }
  }
  return {
    symbols: tf.tensor2d(symbols, [slots, beamSize], 'int32'),
    positions: tf.tensor1d(positions, 'int32'),
    ancestors: tf.tensor3d(ancestors, [slots, beamSize, room], 'int32'),
  };
}

/** Takes the likeliest symbol at each position: one hypothesis, and one candidate of it. */
export function greedyStep(model: SearchModel): SearchStep {
  return {
    program: (state, inputs) => {
      const { logits, self } = decodePosition(model, state, inputs);
      return { outputs: { symbols: tf.argMax(logits, -1), ...withPrefix('self', self) } };
    },
    beamSize: 1,
    alpha: 0,
    signature: (size) => stepSignature(model, size),
    inputs: (searches, size) => hypothesisInputs(model.symbols, searches, size),
    candidates: async (outputs) => {
      const symbols = await leaf(outputs, 'symbols').data();
      // Whatever the likeliest symbol's probability, it has no rival.
      return Array.from(symbols, (symbol) => [{ parent: 0, symbol, logProbability: 0 }]);
    },
  };
}

/** Of each hypothesis in the slots' beams; places without one hold minus infinity. */
function logProbabilities(searches: Searches, beamSize: number): tf.Tensor2D {
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
 * nothing alive can become better than that (see `growSearch`). Unlike Tensor2Tensor's, hypotheses
 * never contain the padding and begin symbols.
 *
 * A beam of one with `alpha` 0 is not greedy search, though it follows the same symbols: an end
 * that is only second to another symbol finishes a hypothesis too, and wins if the way on turns out
 * to be less likely.
 */
export function beamStep(model: SearchModel, { beamSize, alpha }: BeamOptions): SearchStep {
  const { padId, bosId } = model.symbols;
  return {
    program: (state, inputs) => {
      const before = leaf(inputs, 'logProbabilities') as tf.Tensor2D;
      const { logits, self } = decodePosition(model, state, inputs);
      const best = likeliestSuccessors(logits, before, [padId, bosId]);
      return { outputs: { ...best, ...withPrefix('self', self) } };
    },
    beamSize,
    alpha,
    signature: (size) => ({
      ...stepSignature(model, size),
      logProbabilities: floats(size.slots, size.beamSize),
    }),
    inputs: (searches, size) => ({
      ...hypothesisInputs(model.symbols, searches, size),
      logProbabilities: logProbabilities(searches, beamSize),
    }),
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
