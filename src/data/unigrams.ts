import { sum } from 'd3-array';
import type { Vocabulary } from './vocabulary.ts';

type Symbols = Pick<Vocabulary, 'size' | 'eosId'>;

/** How often each symbol is what the decoder is to say, by its id: targets and end symbols. */
function countSymbols(
  targets: Iterable<readonly number[]>,
  { size, eosId }: Symbols,
): Float64Array {
  const counts = new Float64Array(size);
  for (const target of targets) {
    for (const id of target) counts[id]!++;
    counts[eosId]!++;
  }
  return counts;
}

/**
 * The log-perplexity on `dev` of a model that has learned nothing but how frequent symbols are in
 * `training`, in nats a token, end symbols counted. Each symbol is counted once more than it occurs,
 * so that none is impossible.
 *
 * The distribution is the training targets', since that is what such a model learns. The development
 * set's own would lie lower the smaller the set is, where no model gets.
 *
 * @param training target sentences as token ids, without end symbols
 * @param dev likewise
 */
export function unigramLogPerplexity(
  training: Iterable<readonly number[]>,
  dev: Iterable<readonly number[]>,
  symbols: Symbols,
): number {
  const counts = countSymbols(training, symbols);
  const total = sum(counts) + counts.length;
  const occurrences = countSymbols(dev, symbols);
  const nats = occurrences.map((times, id) => -times * Math.log((counts[id]! + 1) / total));
  return sum(nats) / sum(occurrences);
}
