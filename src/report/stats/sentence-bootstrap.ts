import {
  type Bootstrap,
  bleu,
  type CorpusStatistics,
  createBootstrap,
  DEFAULT_BOOTSTRAP_SAMPLES,
} from 'sacrebleu-ts';
import { computedOnce } from '../../platform/computed-once.ts';
import { DIVERGED_BLEU } from './scores.ts';

const metric = bleu();

const bootstraps = new Map<number, Bootstrap>();

/** The bootstrap of a corpus of so many sentences, whose samples are drawn once. */
function bootstrapOf(sentences: number): Bootstrap {
  const known = bootstraps.get(sentences) ?? createBootstrap(sentences);
  bootstraps.set(sentences, known);
  return known;
}

/** Samples are drawn by a fixed seed, so a run's scores follow from its own statistics. */
const bleuOnSamples = computedOnce<CorpusStatistics>({
  name: 'bleu-bootstrap',
  code: 'packages/sacrebleu-ts/src',
  bytesOf: ({ rows, segmentCount, referenceCount }) => [
    `${segmentCount} ${referenceCount}`,
    new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
  ],
  compute: (systems) => bootstrapOf(systems[0]!.segmentCount)(metric, systems),
});

/**
 * BLEU of each run on the same bootstrap samples of the test sentences (Koehn 2004). A run that
 * diverged has the same score on all of them. The samples depend on the number of sentences alone,
 * so what a run scores on them does not depend on which other runs there are.
 *
 * @param runs the statistics of each run's translations, all of the same sentences
 */
export function resampledScores(runs: readonly (CorpusStatistics | 'diverged')[]): Float64Array[] {
  const translated = runs.filter((run) => run !== 'diverged');
  const inOrder = bleuOnSamples(translated).values();
  return runs.map((run) =>
    run === 'diverged'
      ? new Float64Array(DEFAULT_BOOTSTRAP_SAMPLES).fill(DIVERGED_BLEU)
      : inOrder.next().value!,
  );
}

/**
 * Standard deviation, over resampled sentences, of the mean difference between pairs of runs.
 *
 * @param pairs at least one; of each run what `resampledScores` gives
 */
export function sentenceDeviation(
  pairs: readonly (readonly [first: Float64Array, second: Float64Array])[],
): number {
  const samples = pairs[0]![0].length;
  const differences = new Float64Array(samples);
  for (const [first, second] of pairs) {
    for (let i = 0; i < samples; i++) differences[i]! += (first[i]! - second[i]!) / pairs.length;
  }
  let mean = 0;
  for (const difference of differences) mean += difference / samples;
  let squares = 0;
  for (const difference of differences) squares += (difference - mean) ** 2;
  return Math.sqrt(squares / (samples - 1));
}
