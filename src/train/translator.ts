import type { ControlSymbols, Vocabulary } from '../data/vocabulary.ts';
import type { SearchLimits } from '../decode/plan.ts';
import { createSearch, type SearchConfig } from '../decode/search.ts';
import type { Executor } from '../executor/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { PARAMETERS } from './step.ts';

/**
 * The most tokens of a sentence that are translated or scored, its end symbol included: attention
 * takes memory that grows with their square. It is fairseq's limit too; Marian's is 1000.
 */
export const LONGEST_SOURCE = 1024;

/** As much of a sentence as has room, which for all but a few is the whole. */
export const cutSource = (ids: readonly number[]): readonly number[] =>
  ids.slice(0, LONGEST_SOURCE - 1);

/** Whether a sentence has more than that. */
export const isCut = (ids: readonly number[]): boolean => ids.length > LONGEST_SOURCE - 1;

/**
 * The text of a translation, on one line: a vocabulary of bytes can spell a line break, which would
 * shift all lines after it, so there is a space in its place.
 */
export const decoded = ({ decode }: Pick<Vocabulary, 'decode'>, ids: readonly number[]): string =>
  decode(ids).replace(/\r\n|[\r\n]/g, ' ');

/**
 * Translates with the model whose parameters `executor` holds.
 *
 * @returns takes sources as token ids without end symbols, and gives what translates them, in the order
 *   given. A source without tokens, such as a blank line, has a translation without tokens. Of one that
 *   `isCut` only the beginning is translated. When `stop` is aborted, translation ends with its reason
 */
export function createTranslator(
  executor: Executor,
  config: ModelConfig,
  symbols: ControlSymbols,
  { search: searchConfig, ...limits }: SearchLimits & { readonly search: SearchConfig },
): (sources: readonly (readonly number[])[]) => (stop?: AbortSignal) => Promise<number[][]> {
  const model = { config, symbols, parameters: PARAMETERS };
  const search = createSearch(executor, model, searchConfig, limits);
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
