import type { RunResult } from '../results/result.ts';
import type { DevPoint } from './record.ts';

/**
 * How far below the unigram baseline a log-perplexity still counts as being at it, in nats a token.
 * Frequencies that know which symbols begin a sentence get 0.2 below it, those that know the place
 * of every symbol 0.4, and those that know the symbol before it more than 2 (Tatoeba and the built-in
 * corpus), so what is within 0.1 has learned none of these.
 */
const TOLERANCE = 0.1;

/**
 * When training was where a model is that has learned nothing but how frequent symbols are: the
 * stretches of the development curve that lie at the unigram baseline or above. Where the paper has
 * BLEU 0.1 to 0.5, training ended there; it was not given up, and neither is it here.
 *
 * @param baseline see `unigramLogPerplexity`
 */
export function unigramPlateau(
  baseline: number,
  dev: readonly DevPoint[],
): NonNullable<RunResult['unigram']> {
  const plateaus: { from: number; to: number }[] = [];
  let atEnd = false;
  for (const { step, logPerplexity } of dev) {
    const there = logPerplexity >= baseline - TOLERANCE;
    if (there && atEnd) plateaus.at(-1)!.to = step;
    else if (there) plateaus.push({ from: step, to: step });
    atEnd = there;
  }
  return { logPerplexity: baseline, tolerance: TOLERANCE, plateaus, atEnd };
}
