import type { RunResult } from '../results/result.ts';
import type { DevPoint } from './record.ts';

/**
 * How far below the unigram baseline a log-perplexity still counts as being at it, in nats a token.
 * A model that has learned how frequent symbols are, and a little about how sentences begin, gets
 * about this far; one that looks at its input gets far below.
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
