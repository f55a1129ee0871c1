import type { TensorTree } from 'sublinear-optim';
import type { Program, Signature } from '../executor/executor.ts';
import type { Candidate, SentenceSearch } from './hypotheses.ts';
import type { StepSize } from './programs.ts';

/** How a search goes on by one position of each sentence. */
export type SearchStep = {
  readonly program: Program;
  /** Hypotheses of a sentence. */
  readonly beamSize: number;
  /** The exponent of the length penalty. */
  readonly alpha: number;
  signature(size: StepSize): Signature;
  /** What the program takes beside what every step does, given the search in each slot, if any. */
  inputs(searches: readonly (SentenceSearch | undefined)[]): TensorTree;
  /** What may become of each slot's hypotheses, from what the program gave. */
  candidates(outputs: TensorTree): Promise<Candidate[][]>;
};
