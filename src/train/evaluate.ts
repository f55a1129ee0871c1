import { disposeTree, leaf } from 'sublinear-optim';
import type { TokenBatch } from '../data/batches.ts';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { SearchLimits } from '../decode/plan.ts';
import { prepareSearch, type SearchConfig, search } from '../decode/search.ts';
import type { Executor, Program } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
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

/** Sentences as token ids, without their end symbols. */
type Sources = readonly (readonly number[])[];

/** How translations are searched for, and how much is translated at once. */
export type TranslateOptions = SearchLimits & { readonly search: SearchConfig };

/**
 * The most tokens of a sentence that are translated or scored, its end symbol included: attention
 * takes memory that grows with their square. It is Marian's and fairseq's limit too.
 */
export const LONGEST_SOURCE = 1024;

/** As much of a sentence as has room, which for all but a few is the whole. */
export const cutSource = (ids: readonly number[]): readonly number[] =>
  ids.slice(0, LONGEST_SOURCE - 1);

/** Whether a sentence has more than that. */
export const isCut = (ids: readonly number[]): boolean => ids.length > LONGEST_SOURCE - 1;

/** What is searched for translations: the beginnings of sources that are too long, and no blank. */
function searched(sources: Sources, { eosId }: ControlSymbols) {
  const numbers = [...sources.keys()].filter((i) => sources[i]!.length > 0);
  const parts = numbers.map((i) => [...cutSource(sources[i]!), eosId]);
  return { numbers, parts };
}

/** Announces that `translate` will be called with these arguments; see `Executor.prepare`. */
export function prepareTranslation(
  executor: Executor,
  config: ModelConfig,
  sources: Sources,
  symbols: ControlSymbols,
  { search: searchConfig, ...limits }: TranslateOptions,
): void {
  const model = { config, padId: symbols.padId, parameters: PARAMETERS };
  const { parts } = searched(sources, symbols);
  prepareSearch(executor, model, parts, symbols, searchConfig, limits);
}

/**
 * Translates sources given as token ids; the result is in the order given. The translation of a
 * source without tokens, such as a blank line's, has none. Of one that `isCut` only the beginning is
 * translated.
 *
 * @param stop when this is aborted, translation ends
 * @throws the reason of `stop`
 */
export async function translate(
  executor: Executor,
  config: ModelConfig,
  sources: Sources,
  symbols: ControlSymbols,
  { search: searchConfig, ...limits }: TranslateOptions,
  stop?: AbortSignal,
): Promise<number[][]> {
  const model = { config, padId: symbols.padId, parameters: PARAMETERS };
  const { numbers, parts } = searched(sources, symbols);
  const found = await search(executor, model, parts, symbols, searchConfig, limits, stop);
  const translations: number[][] = sources.map(() => []);
  for (const [place, i] of numbers.entries()) translations[i] = found[place]!;
  return translations;
}
