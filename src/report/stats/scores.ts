import type { RunResult } from '../../results/result.ts';

/** The scores that claims are judged by, the one that decides first coming first. */
export const SCORES = ['bleu', 'logPerplexity'] as const;

export type ScoreName = (typeof SCORES)[number];

/** Of each score, such as its evidence. */
export const byScore = <T>(of: (name: ScoreName) => T): Readonly<Record<ScoreName, T>> => ({
  bleu: of('bleu'),
  logPerplexity: of('logPerplexity'),
});

/** How a score is written, and how it is compared: 1 where more is better, -1 where less is. */
export const SCORE_KINDS = {
  bleu: { label: 'BLEU', unit: 'BLEU', digits: 1, better: 1 },
  logPerplexity: { label: 'dev', unit: 'nats', digits: 3, better: -1 },
} as const satisfies Record<ScoreName, object>;

/** BLEU of a run that diverged: it leaves nothing to translate with. */
export const DIVERGED_BLEU = 0;

/** BLEU of a run on the test set; undefined where a result has none. */
export function bleuOf({ status, test }: RunResult): number | undefined {
  return status === 'diverged' ? DIVERGED_BLEU : test?.bleu.score;
}

/**
 * The log-perplexity of the development set that counts as having learned nothing: that of the
 * frequencies of symbols, or, where no run kept it, of a guess among all symbols.
 */
export function unlearnedLogPerplexity(results: readonly RunResult[]): number {
  const unigram = results.find((result) => result.unigram !== undefined)?.unigram;
  if (unigram !== undefined) return unigram.logPerplexity;
  return Math.log(Math.max(1, ...results.map(({ provenance }) => provenance.vocabulary.size)));
}

/**
 * Log-perplexity of a run on the development set at its end. A run that diverged has learned
 * nothing, and none is worse than that: how far beyond it a failure ends is chance.
 *
 * @param unlearned what `unlearnedLogPerplexity` gives for the table
 */
export function devScoreOf({ status, dev }: RunResult, unlearned: number): number {
  const last = status === 'diverged' ? undefined : dev.at(-1)?.logPerplexity;
  return Math.min(last ?? unlearned, unlearned);
}
