import type * as tf from '@tensorflow/tfjs-core';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { type BeamOptions, beamSearch, prepareBeamSearch } from './beam.ts';
import { type GreedyOptions, greedySearch, prepareGreedySearch } from './greedy.ts';
import type { SearchModel } from './programs.ts';

/** A search for translations, as a configuration names it. */
export type SearchConfig =
  | ({ readonly kind: 'greedy' } & GreedyOptions)
  | ({ readonly kind: 'beam' } & BeamOptions);

/** Announces searches over sources of this shape; see `Executor.prepare`. */
export function prepareSearch(
  executor: Executor,
  model: SearchModel,
  sentences: number,
  length: number,
  symbols: ControlSymbols,
  config: SearchConfig,
): void {
  if (config.kind === 'beam') {
    prepareBeamSearch(executor, model, sentences, length, symbols, config);
  } else {
    prepareGreedySearch(executor, model, sentences, length, config);
  }
}

/** Translates a batch with the search that `config` names; see `greedySearch` and `beamSearch`. */
export async function search(
  executor: Executor,
  model: SearchModel,
  source: tf.Tensor2D,
  symbols: ControlSymbols,
  config: SearchConfig,
): Promise<number[][]> {
  return config.kind === 'beam'
    ? beamSearch(executor, model, source, symbols, config)
    : greedySearch(executor, model, source, symbols, config);
}
