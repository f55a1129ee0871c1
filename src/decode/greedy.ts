import { leaf } from 'sublinear-optim';
import { greedySignature, greedyStepProgram, type SearchModel } from './programs.ts';
import type { SearchStep } from './step.ts';

export type GreedyOptions = {
  /** A translation may have this many tokens more than its source, both end symbols included. */
  readonly extraLength: number;
};

/** Takes the likeliest symbol at each position: one hypothesis, and one candidate of it. */
export function greedyStep(model: SearchModel): SearchStep {
  return {
    program: greedyStepProgram(model),
    beamSize: 1,
    alpha: 0,
    signature: (size) => greedySignature(model, size),
    inputs: () => ({}),
    candidates: async (outputs) => {
      const symbols = await leaf(outputs, 'symbols').data();
      // Whatever the likeliest symbol's probability, it has no rival.
      return Array.from(symbols, (symbol) => [{ parent: 0, symbol, logProbability: 0 }]);
    },
  };
}
