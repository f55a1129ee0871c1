import type { ControlSymbols } from '../data/vocabulary.ts';
import type { SearchLimits } from '../decode/plan.ts';
import type { Sources } from '../decode/run-search.ts';
import { createSearch, type SearchConfig } from '../decode/search.ts';
import type { Executor } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { PARAMETERS } from './programs.ts';

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
