import { bleu, bootstrapScores, type CorpusStatistics } from 'sacrebleu-ts';
import { DIVERGED_SCORE } from './verdict.ts';

const metric = bleu();

/**
 * BLEU of each run on the same bootstrap samples of the test sentences (Koehn 2004). A run that
 * diverged has the same score on all of them.
 *
 * @param runs the statistics of each run's translations, all of the same sentences
 */
export function resampledScores(runs: readonly (CorpusStatistics | 'diverged')[]): Float64Array[] {
  const translated = runs.filter((run) => run !== 'diverged');
  const scores = translated.length === 0 ? [] : bootstrapScores(metric, translated);
  const samples = scores[0]?.length ?? 0;
  const inOrder = scores.values();
  return runs.map((run) =>
    run === 'diverged' ? new Float64Array(samples).fill(DIVERGED_SCORE) : inOrder.next().value!,
  );
}

/** The mean of several runs' scores, sample by sample. */
function meanScores(runs: readonly Float64Array[]): Float64Array {
  return runs[0]!.map(
    (_, sample) => runs.reduce((total, scores) => total + scores[sample]!, 0) / runs.length,
  );
}

/**
 * The standard deviation, over samples of sentences, of the difference between two cells: the mean
 * of the first's runs minus the mean of the second's.
 */
export function sentenceDeviation(
  first: readonly Float64Array[],
  second: readonly Float64Array[],
): number {
  const others = meanScores(second);
  const differences = meanScores(first).map((score, sample) => score - others[sample]!);
  if (differences.length === 0) return 0;
  const mean = differences.reduce((total, value) => total + value, 0) / differences.length;
  const squares = differences.reduce((total, value) => total + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (differences.length - 1));
}
