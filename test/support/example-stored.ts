import type { CorpusStatistics } from 'sacrebleu-ts';
import { loadExperiment } from '../../src/experiment/definition.ts';
import type { StoredResult } from '../../src/experiment/stored-result.ts';
import { type ExperimentReport, reportExperiment } from '../../src/report/experiment-report.ts';
import { resultPath } from '../../src/results/store.ts';
import { type ExampleChoices, exampleResult } from './example-result.ts';

/**
 * Made-up statistics of a hundred sentences of ten words, `matched` of them right in each: BLEU
 * rises with it, and hardly depends on which sentences are drawn.
 */
function exampleSentences(matched: number): CorpusStatistics {
  const sentences = Array.from({ length: 100 }, (_, i) => {
    const found = Math.min(10, Math.max(0, matched + (i % 3) - 1));
    const ngrams = [0, 1, 2, 3].map((n) => Math.max(0, found - n));
    return [10, 10, ...ngrams, 10, 9, 8, 7];
  });
  return {
    segmentCount: sentences.length,
    rows: Float64Array.from(sentences.flat()),
    referenceCount: 1,
  };
}

/** A made-up result of a row of Table 1, as a report reads it; no run gave these numbers. */
export function exampleStored(
  row: string,
  arm: string,
  bleu: number | undefined,
  choices: Omit<ExampleChoices, 'cell' | 'bleu'> & { readonly translations?: boolean } = {},
): StoredResult {
  const { translations = true, ...rest } = choices;
  const cell = { experiment: 'table1', row, arm };
  const result = exampleResult({ ...rest, cell, bleu });
  const { protocol, training } = result.config;
  return {
    file: resultPath('', cell, protocol, training.seed),
    result,
    sentences:
      bleu === undefined ? 'diverged' : translations ? exampleSentences(bleu / 10) : undefined,
    distinct: bleu === undefined || !translations ? undefined : 1,
  };
}

/** The report on `runs` of an experiment under the protocol that made-up results are of. */
export function exampleReport(
  runs: readonly StoredResult[],
  experiment = 'table1',
): ExperimentReport {
  const file = `experiments/${experiment}.yaml`;
  return reportExperiment({ experiment: loadExperiment(file), protocol: 'demo', runs, trials: {} });
}
