import { disposeTree, leaf } from 'sublinear-optim';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { SearchLimits } from '../decode/plan.ts';
import { createSearch, type SearchConfig, type Sources } from '../decode/search.ts';
import type { Executor, Program } from '../executor/executor.ts';
import type { TokenBatch } from '../model/batch.ts';
import { batchInputs, batchSignature } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import { PARAMETERS } from './programs.ts';

/**
 * What computes log-perplexity: the mean negative log-likelihood of a target token, in nats, without label
 * smoothing or dropout, over all `batches`.
 *
 * @param likelihood see `likelihoodProgram`
 */
export function compileLogPerplexity(
  executor: Executor,
  likelihood: Program,
  batches: readonly TokenBatch[],
): () => Promise<number> {
  const likelihoodOf = executor.compile(
    likelihood,
    batches.map((batch) => batchSignature(batch, batch.packing !== undefined)),
  );
  return async () => {
    let sum = 0;
    let tokens = 0;
    for (const batch of batches) {
      const inputs = batchInputs(batch);
      const outputs = likelihoodOf(inputs);
      const [total] = await leaf(outputs, 'total').data();
      sum += total!;
      tokens += batch.targetTokens;
      disposeTree({ ...inputs, ...outputs });
    }
    return sum / tokens;
  };
}

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

/**
 * Takes sources as token ids without end symbols, and gives what translates them, in the order
 * given. The translation of a source without tokens, such as a blank line's, has none. Of one that
 * `isCut` only the beginning is translated. When `stop` is aborted, translation ends with its reason.
 */
export type Translator = (sources: Sources) => (stop?: AbortSignal) => Promise<number[][]>;

/** Translates with the model whose parameters `executor` holds. */
export function createTranslator(
  executor: Executor,
  config: ModelConfig,
  symbols: ControlSymbols,
  { search: searchConfig, ...limits }: TranslateOptions,
): Translator {
  const model = { config, padId: symbols.padId, parameters: PARAMETERS };
  const search = createSearch(executor, model, symbols, searchConfig, limits);
  return (sources) => {
    const numbers = [...sources.keys()].filter((i) => sources[i]!.length > 0);
    const searchParts = search(numbers.map((i) => [...cutSource(sources[i]!), symbols.eosId]));
    return async (stop) => {
      const found = await searchParts(stop);
      const translations: number[][] = sources.map(() => []);
      for (const [place, i] of numbers.entries()) translations[i] = found[place]!;
      return translations;
    };
  };
}
