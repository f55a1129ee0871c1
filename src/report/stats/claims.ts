import type { Experiment } from '../../experiment/definition.ts';
import { type CellReference, type ClaimKind, comparisonOf } from '../../experiment/schema.ts';
import type { StoredResult } from '../../results/stored-result.ts';
import { type CellReport, paperScore } from './cells.ts';
import { createEstimator, pairRuns } from './claim-pairs.ts';
import type { DifferenceEstimate } from './paired-differences.ts';
import { ROUNDS, seedOrder, seedsOfRounds } from './rounds.ts';
import { runsToDecide } from './runs-to-decide.ts';
import { SCORE_KINDS, SCORES, type ScoreName } from './scores.ts';
import {
  type Decision,
  differenceInterval,
  type Interval,
  intervalLevel,
  judge,
  type Margins,
  type Verdict,
} from './verdict.ts';

/** What one score says of a claim. Differences are of the first cell minus the second. */
export type ScoreEvidence = {
  /** Over the seeds that both cells have; where they share none, between the means of the cells. */
  readonly difference: number;
  /** Undefined where too few runs are there, or where they kept no translations. */
  readonly interval: Interval | undefined;
  /** What the interval is made of. */
  readonly estimate: DifferenceEstimate | undefined;
  readonly decision: Decision;
};

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
  /** By score; undefined where a cell has no run with that score. */
  readonly scores: Readonly<Record<ScoreName, ScoreEvidence | undefined>>;
  /** The seeds that both cells have, and that are judged. */
  readonly seeds: number;
  /** The round that decided, or the last one that was looked at; undefined before the first. */
  readonly round: number | undefined;
  readonly verdict: Verdict;
  /** The score that the verdict rests on. */
  readonly decidedBy: ScoreName | undefined;
  /** What is lacking for an interval, where there is none. */
  readonly lacking: string | undefined;
  /**
   * How many more runs would decide it, were they like those there are: only for a claim that is
   * open with an interval. Undefined where no number of seeds would.
   */
  readonly runsToDecide: number | undefined;
};

/** A cell as its runs are stored, and as the table reports it. */
export type JudgedCell = { readonly stored: readonly StoredResult[]; readonly report: CellReport };

type CellPair = readonly [first: JudgedCell, second: JudgedCell];

function difference(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first - second;
}

/** What estimates of a claim of `kind` say, whichever way their score is better. */
function deciderOf(kind: ClaimKind, name: ScoreName, level: number, margin: number) {
  const { better } = SCORE_KINDS[name];
  return (estimate: DifferenceEstimate): ScoreEvidence => {
    const { mean } = estimate;
    const interval = differenceInterval(estimate, level);
    const { low, high } = interval;
    const gain = better === 1 ? interval : { low: -high, high: -low };
    const decision = judge(kind, better * mean, gain, margin);
    return { difference: mean, interval, estimate, decision };
  };
}

/** The evidence of a claim that there is no interval for. */
function unjudged([first, second]: CellPair, name: ScoreName): ScoreEvidence | undefined {
  const found = difference(meanScore(first, name), meanScore(second, name));
  if (found === undefined) return undefined;
  return { difference: found, interval: undefined, estimate: undefined, decision: 'open' };
}

function meanScore({ report }: JudgedCell, name: ScoreName): number | undefined {
  return name === 'bleu' ? report.score?.mean : report.logPerplexity?.mean;
}

/** A claim's evidence in one round. */
type Look = Pick<ClaimReport, 'scores' | 'seeds' | 'decidedBy'> & { readonly round: number };

/** What judges one claim by a score's estimates. */
type Decider = ReturnType<typeof deciderOf>;

/** How many runs of the first round two cells still lack. */
function missingRuns(cells: CellPair, seeds: readonly number[]): number {
  const wanted = seedsOfRounds(seeds).slice(0, ROUNDS[0]);
  const has = ({ stored }: JudgedCell) =>
    stored.filter(({ result }) => wanted.includes(result.config.training.seed)).length;
  return 2 * wanted.length - has(cells[0]) - has(cells[1]);
}

/** The verdict on a claim that both cells have runs of. */
function verdictOf(
  look: Look | undefined,
  cells: CellPair,
  deciders: Readonly<Record<ScoreName, Decider>>,
  seeds: readonly number[],
): Pick<ClaimReport, 'verdict' | 'lacking' | 'runsToDecide'> {
  const open = { verdict: 'open', lacking: undefined, runsToDecide: undefined } as const;
  if (look === undefined) return { ...open, lacking: `${missingRuns(cells, seeds)} more runs` };
  const { decidedBy, scores } = look;
  if (decidedBy !== undefined) return { ...open, verdict: scores[decidedBy]!.decision };
  const estimates = SCORES.flatMap((name) => {
    const estimate = scores[name]?.estimate;
    if (estimate === undefined) return [];
    return { estimate, decide: (more: DifferenceEstimate) => deciders[name](more).decision };
  });
  if (estimates.length === 0) return { ...open, lacking: 'a claim whose seeds differ' };
  const runs = cells.map(({ stored }) => stored.length);
  return { ...open, runsToDecide: runsToDecide(estimates, runs) };
}

/**
 * Judges the claims of an experiment by the rule of `experiments/VERDICTS.md`: each in every round
 * that gives it new pairs of runs, until one decides.
 */
export function judgeClaims(
  claims: Experiment['claims'],
  cellOf: (cell: CellReference) => JudgedCell,
  margins: Margins,
): ClaimReport[] {
  const comparisons = claims.map((claim) => {
    const comparison = comparisonOf(claim);
    const { kind, first, second } = comparison;
    const cells: CellPair = [cellOf(first), cellOf(second)];
    const level = intervalLevel(claims.length);
    const deciders = {
      bleu: deciderOf(kind, 'bleu', level, margins.bleu),
      logPerplexity: deciderOf(kind, 'logPerplexity', level, margins.logPerplexity),
    };
    return { question: claim.question, claim: claim.claim, comparison, cells, deciders };
  });
  const runs = [
    ...new Set(comparisons.flatMap(({ cells }) => cells.flatMap(({ stored }) => stored))),
  ];
  const seeds = seedOrder(runs.map(({ result }) => result.config.training.seed));
  const estimate = createEstimator(
    comparisons.map(({ comparison }) => comparison),
    runs,
  );
  const looks = new Map<number, Look>();
  for (const [round, count] of ROUNDS.entries()) {
    const pairs = comparisons.map(({ cells: [first, second] }) =>
      pairRuns(first.stored, second.stored, seeds.slice(0, count)),
    );
    const isNew = pairs.map(({ length }, i) => {
      const before = looks.get(i);
      return length > 1 && before?.decidedBy === undefined && before?.seeds !== length;
    });
    if (!isNew.includes(true)) continue;
    const estimates = {
      bleu: estimate('bleu', pairs),
      logPerplexity: estimate('logPerplexity', pairs),
    };
    for (const [i, { cells, deciders }] of comparisons.entries()) {
      if (!isNew[i]) continue;
      const evidence = (name: ScoreName): ScoreEvidence | undefined => {
        const found = estimates[name][i];
        return found === undefined ? unjudged(cells, name) : deciders[name](found);
      };
      const scores = { bleu: evidence('bleu'), logPerplexity: evidence('logPerplexity') };
      const decidedBy = SCORES.find((name) => (scores[name]?.decision ?? 'open') !== 'open');
      looks.set(i, { round: round + 1, seeds: pairs[i]!.length, scores, decidedBy });
    }
  }
  return comparisons.map(({ question, claim, comparison, cells, deciders }, i) => {
    const [first, second] = cells;
    const look = looks.get(i);
    const common = {
      question,
      claim,
      ...comparison,
      paper: difference(paperScore(first.report.paper), paperScore(second.report.paper)),
      scores: { bleu: unjudged(cells, 'bleu'), logPerplexity: unjudged(cells, 'logPerplexity') },
      seeds: pairRuns(first.stored, second.stored, seeds).length,
      round: undefined,
      decidedBy: undefined,
      ...look,
    };
    if (first.stored.length === 0 || second.stored.length === 0) {
      return { ...common, verdict: 'not run', lacking: 'runs', runsToDecide: undefined };
    }
    return { ...common, ...verdictOf(look, cells, deciders, seeds) };
  });
}
