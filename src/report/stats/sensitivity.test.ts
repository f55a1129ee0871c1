import { mean, variance } from 'd3-array';
import { beforeAll, describe, expect, it } from 'vitest';
import { runsOf } from '../../experiment/stored-result.ts';
import { type ReportedExperiment, reportedExperiment } from '../reported-experiment.ts';
import { pairDifferences, pairRuns, type RunPair } from './claim-pairs.ts';
import type { ClaimReport } from './claims.ts';
import { type DifferenceEstimate, differenceInterval } from './paired-differences.ts';
import { SCORE_KINDS, SCORES, type ScoreName } from './scores.ts';
import { resampledScores, sentenceDeviation } from './sentence-bootstrap.ts';
import { intervalLevel, judge, ROUNDS, seedOrder } from './verdict.ts';

/* What docs/results.md says of how verdicts depend on the rule's choices, from the committed results. */

/** What an estimate of one score decides at `level`. */
function decisionOf(
  given: ReportedExperiment,
  { kind }: ClaimReport,
  name: ScoreName,
  estimate: DifferenceEstimate,
  level: number,
) {
  const { low, high } = differenceInterval(estimate, level);
  const { better } = SCORE_KINDS[name];
  const gain = better === 1 ? { low, high } : { low: -high, high: -low };
  return judge(kind, better * estimate.mean, gain, given.report.rule.margins[name]);
}

/** The estimate of an ordinary paired t-test: the claim's own variance, and no other's. */
function ownEstimate(
  given: ReportedExperiment,
  name: ScoreName,
  pairs: readonly RunPair[],
): DifferenceEstimate {
  const subtract = pairDifferences(given.runs);
  const differences = pairs.map((pair) => subtract(name, pair));
  const sentences = () => {
    const scores = resampledScores(
      pairs.flatMap(({ first, second }) => [first.sentences!, second.sentences!]),
    );
    return sentenceDeviation(pairs.map((_, i) => [scores[2 * i]!, scores[2 * i + 1]!]));
  };
  return {
    mean: mean(differences)!,
    seeds: differences.length,
    seedDeviation: Math.sqrt(variance(differences)!),
    degreesOfFreedom: differences.length - 1,
    sentences: name === 'bleu' ? sentences() : 0,
  };
}

/** Whether a paired t-test in the same rounds, at the same level, leaves the claim open. */
function isOpenByOwnVariance(given: ReportedExperiment, claim: ClaimReport): boolean {
  const level = intervalLevel(given.report.rule.claims);
  const [first, second] = [runsOf(given.runs, claim.first), runsOf(given.runs, claim.second)];
  const seeds = seedOrder(given.runs.map(({ result }) => result.config.training.seed));
  return ROUNDS.every((count) => {
    const pairs = pairRuns(first, second, seeds.slice(0, count));
    return SCORES.every(
      (name) => decisionOf(given, claim, name, ownEstimate(given, name, pairs), level) === 'open',
    );
  });
}

describe('of Table 2', () => {
  let table2: ReportedExperiment;

  beforeAll(() => {
    table2 = reportedExperiment('results', 'experiments/table2.yaml');
  });

  it('four of the fourteen would be open by a paired t-test', () => {
    const reproduced = table2.report.claims.filter(({ verdict }) => verdict === 'reproduced');
    expect(reproduced).toHaveLength(14);
    const open = reproduced.filter((claim) => isOpenByOwnVariance(table2, claim));
    expect(open.map(({ first, second }) => `${first.row} over ${second.row}`)).toEqual([
      'B over A',
      'Bt over A',
      'H over I',
      'J over C',
    ]);
  });
});

it('of the questions, O over CRelative alone would be open with 18 claims', () => {
  const questions = reportedExperiment('results', 'experiments/questions.yaml');
  const { claims } = questions.report;
  expect(
    claims.every(({ verdict }) => verdict === 'reproduced' || verdict === 'not reproduced'),
  ).toBe(true);
  const open = claims.filter((claim) =>
    SCORES.every((name) => {
      const estimate = claim.scores[name]!.estimate!;
      return decisionOf(questions, claim, name, estimate, intervalLevel(18)) === 'open';
    }),
  );
  expect(open.map(({ first, second }) => `${first.row} over ${second.row}`)).toEqual([
    'O over CRelative',
  ]);
});
