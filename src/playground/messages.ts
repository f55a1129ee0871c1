import type { DivergenceCause } from '../results/divergence-causes.ts';
import type { AskedBackend } from './setup.ts';

/*
 * What the page and its workers say to each other. Each worker has one of the two runs.
 */

export type Request =
  /** The first message: what to compute on, and where the corpus lies. */
  | { readonly kind: 'start'; readonly backend: AskedBackend; readonly corpus: string }
  /** Whether this configuration can be trained, and what its optimiser would keep. */
  | { readonly kind: 'check'; readonly id: number; readonly config: unknown }
  /** Train anew. */
  | { readonly kind: 'train'; readonly config: unknown }
  | { readonly kind: 'stop' }
  /** Go on from where training was stopped. */
  | { readonly kind: 'resume' }
  | { readonly kind: 'memory' };

/** What a worker computes on, and why. */
export type Device = {
  readonly backend: 'webgpu' | 'wasm';
  readonly name: string;
  /** Why it is not a GPU, where it was not told to be none. */
  readonly because?: string;
};

export type StateSize = { readonly stateBytes: number; readonly parameterBytes: number };

/** What the optimiser of a configuration would keep, or why it cannot be trained. */
export type Checked = StateSize | { readonly problem: string };

/** A sentence whose translations are shown. */
export type ShownSentence = { readonly source: string; readonly reference: string };

export type Ended =
  | { readonly status: 'completed'; readonly step: number }
  | { readonly status: 'interrupted'; readonly step: number }
  | { readonly status: 'diverged'; readonly step: number; readonly cause: DivergenceCause };

export type Reply =
  | { readonly kind: 'ready'; readonly device: Device; readonly shown: readonly ShownSentence[] }
  | ({ readonly kind: 'checked'; readonly id: number } & Checked)
  | { readonly kind: 'step'; readonly step: number }
  | {
      readonly kind: 'loss';
      readonly step: number;
      readonly loss: number;
      readonly tokensPerSecond: number;
    }
  /** RMS of what a step subtracted, over all parameters together. */
  | { readonly kind: 'updateRms'; readonly step: number; readonly rms: number }
  | {
      readonly kind: 'dev';
      readonly step: number;
      readonly logPerplexity: number;
      /** Whether that is no better than knowing how frequent tokens are. */
      readonly atUnigrams: boolean;
      readonly translations: readonly string[];
    }
  | { readonly kind: 'ended'; readonly outcome: Ended }
  | { readonly kind: 'memory'; readonly tensors: number; readonly bytes: number }
  /** The worker can do nothing more, and why. */
  | { readonly kind: 'failed'; readonly message: string };
