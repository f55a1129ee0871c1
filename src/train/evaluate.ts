import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { rowLength, type TokenBatch } from '../data/batches.ts';
import type { ControlSymbols } from '../data/vocabulary.ts';
import { prepareSearch, type SearchConfig, search } from '../decode/search.ts';
import type { Executor, Program } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { disposeTree, leaf } from '../tree.ts';
import { batchInputs, batchSignature, PARAMETERS } from './programs.ts';

const LIKELIHOOD = 'likelihood';

/** Announces that `logPerplexity` will be called with these arguments; see `Executor.prepare`. */
export function prepareLogPerplexity(
  executor: Executor,
  likelihood: Program,
  batches: readonly TokenBatch[],
): void {
  for (const batch of batches) {
    executor.prepare(LIKELIHOOD, likelihood, batchSignature(batch, batch.packing !== undefined));
  }
}

/**
 * Log-perplexity: the mean negative log-likelihood of a target token, in nats, without label
 * smoothing or dropout, over all `batches`.
 *
 * @param likelihood see `likelihoodProgram`
 */
export async function logPerplexity(
  executor: Executor,
  likelihood: Program,
  batches: readonly TokenBatch[],
): Promise<number> {
  let sum = 0;
  let tokens = 0;
  for (const batch of batches) {
    const inputs = batchInputs(batch);
    const outputs = executor.run(LIKELIHOOD, likelihood, inputs);
    const [total] = await leaf(outputs, 'total').data();
    sum += total!;
    tokens += batch.targetTokens;
    disposeTree({ ...inputs, ...outputs });
  }
  return sum / tokens;
}

export type TranslateOptions = {
  readonly search: SearchConfig;
  /** Sentences translated at once. */
  readonly sentences: number;
  /** See `BatchingConfig`. */
  readonly lengths: readonly number[];
};

type Sources = readonly (readonly number[])[];

/** Sentences that are translated together, by number, and the length their rows are padded to. */
type Group = { readonly members: readonly number[]; readonly length: number };

/** Puts sources of like length together, in batches of few shapes. */
function groupByLength(sources: Sources, { sentences, lengths }: TranslateOptions): Group[] {
  const order = sources.map((_, i) => i).sort((a, b) => sources[a]!.length - sources[b]!.length);
  const groups: Group[] = [];
  for (let start = 0; start < order.length; start += sentences) {
    const members = order.slice(start, start + sentences);
    groups.push({ members, length: rowLength(lengths, sources[members.at(-1)!]!.length + 1) });
  }
  return groups;
}

/** Announces that `translate` will be called with these arguments; see `Executor.prepare`. */
export function prepareTranslation(
  executor: Executor,
  config: ModelConfig,
  sources: Sources,
  symbols: ControlSymbols,
  options: TranslateOptions,
): void {
  const model = { config, padId: symbols.padId, parameters: PARAMETERS };
  for (const length of new Set(groupByLength(sources, options).map((group) => group.length))) {
    prepareSearch(executor, model, options.sentences, length, symbols, options.search);
  }
}

/**
 * Translates sources given as token ids; the result is in the order given.
 *
 * @param stop when this is aborted, translation ends after the batch that it is at
 * @throws the reason of `stop`
 */
export async function translate(
  executor: Executor,
  config: ModelConfig,
  sources: Sources,
  symbols: ControlSymbols,
  options: TranslateOptions,
  stop?: AbortSignal,
): Promise<number[][]> {
  const { sentences, search: searchConfig } = options;
  const model = { config, padId: symbols.padId, parameters: PARAMETERS };
  const translations: number[][] = new Array(sources.length);
  for (const { members, length } of groupByLength(sources, options)) {
    // Lets signals and messages to this process through.
    await setImmediate();
    stop?.throwIfAborted();
    const ids = new Int32Array(sentences * length).fill(symbols.padId);
    for (const [row, member] of members.entries()) {
      ids.set([...sources[member]!, symbols.eosId], row * length);
    }
    const source = tf.tensor2d(ids, [sentences, length], 'int32');
    const found = await search(executor, model, source, symbols, searchConfig);
    source.dispose();
    for (const [row, member] of members.entries()) translations[member] = found[row]!;
  }
  return translations;
}
