import type { Experiment } from '../experiment/definition.ts';
import { type CellReference, type ClaimKind, comparisonOf } from '../experiment/schema.ts';
import { type CellReport, paperScore } from './cells.ts';
import { resampledScores, type SentenceEvidence, sentenceEvidence } from './sentence-bootstrap.ts';
import type { PooledSpread } from './spread.ts';
import type { StoredResult } from './stored-results.ts';
import { differenceInterval, type Interval, judge, type Verdict } from './verdict.ts';

/** A comparison that the source draws, what ours says of it, and how sure that is. */
export type ClaimReport = {
  /** The open question that it answers, where the source has no answer. */
  readonly question: string | undefined;
  readonly claim: string;
  readonly kind: ClaimKind;
  readonly first: CellReference;
  readonly second: CellReference;
  /** BLEU of the first cell minus the second's, in the paper; undefined where it has no number. */
  readonly paper: number | undefined;
  /** The same of our scores; undefined where a cell has no run. */
  readonly ours: number | undefined;
  readonly interval: Interval | undefined;
  /** What the sentences alone say; undefined where a run kept no translations. */
  readonly sentences: SentenceEvidence | undefined;
  readonly verdict: Verdict;
  /** What is lacking, where there is no interval. */
  readonly lacking: string | undefined;
};

/** A cell as its runs are stored, and as the table reports it. */
export type JudgedCell = { readonly stored: readonly StoredResult[]; readonly report: CellReport };

/** The scores of a cell's runs on resampled sentences; undefined where one kept no translations. */
type ResampledCell = (stored: readonly StoredResult[]) => readonly Float64Array[] | undefined;

/** Resamples all runs at once, so that all have the same samples. */
function resample(runs: readonly StoredResult[]): ResampledCell {
  const known = [...new Set(runs)].flatMap((run) =>
    run.sentences === undefined ? [] : [{ run, sentences: run.sentences }],
  );
  const scores = resampledScores(known.map(({ sentences }) => sentences));
  const byRun = new Map(known.map(({ run }, i) => [run, scores[i]!]));
  return (stored) => {
    const found = stored.flatMap((run) => byRun.get(run) ?? []);
    return found.length === stored.length ? found : undefined;
  };
}

function difference(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first - second;
}

/** What all claims of a table are judged by. */
export type TableScale = {
  /** Of a run's score within its cell; undefined where no cell that trains has two seeds. */
  readonly seeds: PooledSpread | undefined;
  /** The difference that counts, in BLEU. */
  readonly margin: number;
};

/** Judges the claims of an experiment by the rule of `experiments/VERDICTS.md`. */
export function judgeClaims(
  claims: Experiment['claims'],
  cellOf: (cell: CellReference) => JudgedCell,
  { seeds, margin }: TableScale,
): ClaimReport[] {
  const comparisons = claims.map((claim) => ({
    question: claim.question,
    claim: claim.claim,
    ...comparisonOf(claim),
  }));
  const resampled = resample(
    comparisons.flatMap(({ first, second }) =>
      [first, second].flatMap((cell) => cellOf(cell).stored),
    ),
  );
  return comparisons.map((comparison) => {
    const { kind } = comparison;
    const [first, second] = [cellOf(comparison.first), cellOf(comparison.second)];
    const paper = difference(paperScore(first.report.paper), paperScore(second.report.paper));
    const [score, otherScore] = [first.report.score, second.report.score];
    if (score === undefined || otherScore === undefined) {
      return {
        ...comparison,
        paper,
        ours: undefined,
        interval: undefined,
        sentences: undefined,
        verdict: 'not run',
        lacking: 'a run of each cell',
      };
    }
    const [samples, otherSamples] = [resampled(first.stored), resampled(second.stored)];
    const ours = score.mean - otherScore.mean;
    const sentences = samples && otherSamples && sentenceEvidence(samples, otherSamples, ours);
    const interval = differenceInterval(
      { first: score, second: otherScore, seeds, sentences: sentences?.standardDeviation },
      claims.length,
    );
    return {
      ...comparison,
      paper,
      ours,
      interval,
      sentences,
      verdict: interval === undefined ? 'undecided' : judge(kind, ours, interval, margin),
      lacking:
        seeds === undefined
          ? 'a cell that trains, with two seeds'
          : sentences === undefined
            ? 'translations'
            : undefined,
    };
  });
}
