import { bleu, bootstrapScores, type CorpusStatistics } from 'sacrebleu-ts';
import { computedOnce } from '../computed-once.ts';
import { DIVERGED_SCORE } from './verdict.ts';

const metric = bleu();

/** Samples are drawn by a fixed seed, so a run's scores follow from its own statistics. */
const bleuOnSamples = computedOnce<CorpusStatistics>({
  name: 'bleu-bootstrap',
  code: 'packages/sacrebleu-ts/src',
  bytesOf: ({ rows, segmentCount, referenceCount }) => [
    `${segmentCount} ${referenceCount}`,
    new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
  ],
  compute: (systems) => bootstrapScores(metric, systems),
});

/**
 * BLEU of each run on the same bootstrap samples of the test sentences (Koehn 2004). A run that
 * diverged has the same score on all of them.
 *
 * @param runs the statistics of each run's translations, all of the same sentences
 */
export function resampledScores(runs: readonly (CorpusStatistics | 'diverged')[]): Float64Array[] {
  const translated = runs.filter((run) => run !== 'diverged');
  const scores = bleuOnSamples(translated);
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

/** What resampled sentences say of the difference between two cells. */
export type SentenceEvidence = {
  /** Of the difference, over the samples. */
  readonly standardDeviation: number;
  /**
   * Of paired bootstrap resampling (Koehn 2004): about the probability of a difference larger
   * than this one if the cells were equally good. It knows nothing of other seeds.
   */
  readonly pValue: number;
};

/**
 * The evidence of the sentences alone: the difference between the means of two cells' runs, sample
 * by sample.
 *
 * @param difference the one of the whole test set
 */
export function sentenceEvidence(
  first: readonly Float64Array[],
  second: readonly Float64Array[],
  difference: number,
): SentenceEvidence {
  const others = meanScores(second);
  const differences = meanScores(first).map((score, sample) => score - others[sample]!);
  // Runs that all diverged are equal on any sentences.
  if (differences.length === 0) return { standardDeviation: 0, pValue: 1 };
  const mean = differences.reduce((total, value) => total + value, 0) / differences.length;
  const squares = differences.reduce((total, value) => total + (value - mean) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (differences.length - 1));
  // sacreBLEU counts only samples that differ by more, of which equal cells have none.
  if (standardDeviation === 0 && difference === 0) return { standardDeviation, pValue: 1 };
  // Shifted by their mean, the differences are what chance alone would show.
  const exceeding = differences.filter((value) => Math.abs(value - mean) > Math.abs(difference));
  return { standardDeviation, pValue: (exceeding.length + 1) / (differences.length + 1) };
}
