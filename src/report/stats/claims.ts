import { mean } from 'd3-array';
import type { Experiment } from '../../experiment/definition.ts';
import { type CellReference, type ClaimKind, comparisonOf } from '../../experiment/schema.ts';
import { type StoredResult, seedOf } from '../../experiment/stored-result.ts';
import { type CellReport, paperScore } from './cells.ts';
import { createEstimator, pairDifferences, pairRuns, type RunPair } from './claim-pairs.ts';
import {
  type DifferenceEstimate,
  differenceInterval,
  type Interval,
} from './paired-differences.ts';
import { runsToDecide } from './runs-to-decide.ts';
import { byScore, SCORE_KINDS, SCORES, type ScoreName } from './scores.ts';
import {
  type Decision,
  intervalLevel,
  judge,
  type Margins,
  ROUNDS,
  seedOrder,
  seedsOfRounds,
  type Verdict,
} from './verdict.ts';

/** The evidence of one score. Differences are of the first cell minus the second. */
type ScoreEvidence = {
  /** Over the seeds that both cells have; where they share none, between the means of the cells. */
  readonly difference: number;
  /** Undefined where too few runs are there, or where they kept no translations. */
  readonly interval: Interval | undefined;
  /** What the interval is made of. */
  readonly estimate: DifferenceEstimate | undefined;
  readonly decision: Decision;
};

/** A comparison that the source draws, its outcome here, and how sure that is. */
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
  /** Whether runs that its round or an earlier one still lacks may change it. */
  readonly isProvisional: boolean;
  /** The score that the verdict rests on. */
  readonly decidedBy: ScoreName | undefined;
  /** Another score, which alone would decide the opposite. */
  readonly contradictedBy: ScoreName | undefined;
  /** What is lacking for an interval, where there is none. */
  readonly lacking: string | undefined;
  /**
   * How many more runs would decide it, were they like those there are: only for a claim that is
   * open with an interval. Undefined where no number of seeds would.
   */
  readonly runsToDecide: number | undefined;
};

/** A cell as its runs are stored, and as the table reports it. */
type JudgedCell = { readonly stored: readonly StoredResult[]; readonly report: CellReport };

type CellPair = readonly [first: JudgedCell, second: JudgedCell];

/** `value` of the first cell minus that of the second; undefined where either has none. */
function difference(
  [first, second]: CellPair,
  value: (cell: CellReport) => number | undefined,
): number | undefined {
  const [one, other] = [value(first.report), value(second.report)];
  return one === undefined || other === undefined ? undefined : one - other;
}

/**
 * The evidence of a claim that there is no interval for.
 *
 * @param differences of the score, a seed that both cells have at a time
 */
function unjudged(
  cells: CellPair,
  name: ScoreName,
  differences: readonly number[],
): ScoreEvidence | undefined {
  const ofMeans = difference(cells, ({ score, logPerplexity }) =>
    name === 'bleu' ? score?.mean : logPerplexity?.mean,
  );
  const found = mean(differences) ?? ofMeans;
  if (found === undefined) return undefined;
  return { difference: found, interval: undefined, estimate: undefined, decision: 'open' };
}

/** What judges a claim of `kind` by an estimate, whichever way its score is better. */
function deciderOf(kind: ClaimKind, name: ScoreName, level: number, margin: number) {
  const { better } = SCORE_KINDS[name];
  return (estimate: DifferenceEstimate): ScoreEvidence => {
    const { mean: found } = estimate;
    const interval = differenceInterval(estimate, level);
    const { low, high } = interval;
    const gain = better === 1 ? interval : { low: -high, high: -low };
    const decision = judge(kind, better * found, gain, margin);
    return { difference: found, interval, estimate, decision };
  };
}

/** A claim's evidence in one round. */
type Look = Pick<ClaimReport, 'scores' | 'seeds' | 'decidedBy' | 'contradictedBy'> & {
  readonly round: number;
};

/** The score that decides, and one that decides the opposite. */
function decidersOf(scores: ClaimReport['scores']): Pick<Look, 'decidedBy' | 'contradictedBy'> {
  const decisionOf = (name: ScoreName) => scores[name]?.decision ?? 'open';
  const [decidedBy, ...others] = SCORES.filter((name) => decisionOf(name) !== 'open');
  const contradictedBy = others.find((name) => decisionOf(name) !== decisionOf(decidedBy!));
  return { decidedBy, contradictedBy };
}

/** How many runs of the first round two cells still lack. */
function missingRuns(cells: CellPair, seeds: readonly number[]): number {
  const wanted = seedsOfRounds(seeds).slice(0, ROUNDS[0]);
  const there = cells.flatMap(({ stored }) => stored.filter((run) => wanted.includes(seedOf(run))));
  return 2 * wanted.length - there.length;
}

/** The verdict on a claim that both cells have runs of. */
function verdictOf(
  look: Look | undefined,
  cells: CellPair,
  deciders: Readonly<Record<ScoreName, ReturnType<typeof deciderOf>>>,
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
 *
 * @param rule the differences that count, and how many runs of the first round the table lacks
 */
export function judgeClaims(
  claims: Experiment['claims'],
  cellOf: (cell: CellReference) => JudgedCell,
  rule: { readonly margins: Margins; readonly missingRuns: number },
): ClaimReport[] {
  const level = intervalLevel(claims.length);
  const comparisons = claims.map(comparisonOf);
  const judged = comparisons.map(({ kind, first, second }) => ({
    cells: [cellOf(first), cellOf(second)] as const,
    deciders: byScore((name) => deciderOf(kind, name, level, rule.margins[name])),
  }));
  const runs = [...new Set(judged.flatMap(({ cells }) => cells.flatMap(({ stored }) => stored)))];
  const seeds = seedOrder(runs.map(seedOf));
  const estimate = createEstimator(comparisons, runs);
  const subtract = pairDifferences(runs);
  const withoutInterval = (cells: CellPair, name: ScoreName, pairs: readonly RunPair[]) =>
    unjudged(
      cells,
      name,
      pairs.map((pair) => subtract(name, pair)),
    );
  const looks = new Map<number, Look>();
  const incomplete = new Set(rule.missingRuns > 0 ? [1] : []);
  for (const [round, count] of ROUNDS.entries()) {
    const pairs = judged.map(({ cells: [first, second] }, i) => {
      const before = looks.get(i);
      // A claim that is decided keeps its runs of that round: later ones change no verdict.
      const most = before?.decidedBy === undefined ? count : ROUNDS[before.round - 1]!;
      return pairRuns(first.stored, second.stored, seeds.slice(0, most));
    });
    const isNew = pairs.map(({ length }, i) => {
      const before = looks.get(i);
      return length > 1 && before?.decidedBy === undefined && before?.seeds !== length;
    });
    const isOwed = pairs.some(
      ({ length }, i) => looks.get(i)?.decidedBy === undefined && length < count,
    );
    if (round > 0 && isOwed) incomplete.add(round + 1);
    if (!isNew.includes(true)) continue;
    const estimates = byScore((name) => estimate(name, pairs));
    for (const [i, { cells, deciders }] of judged.entries()) {
      if (!isNew[i]) continue;
      const scores = byScore((name) => {
        const found = estimates[name][i];
        return found === undefined
          ? withoutInterval(cells, name, pairs[i]!)
          : deciders[name](found);
      });
      const look = { round: round + 1, seeds: pairs[i]!.length, scores };
      looks.set(i, { ...look, ...decidersOf(scores) });
    }
  }
  return judged.map(({ cells, deciders }, i) => {
    const [first, second] = cells;
    const { question, claim } = claims[i]!;
    const look = looks.get(i);
    const pairs = pairRuns(first.stored, second.stored, seeds);
    const common = {
      question,
      claim,
      ...comparisons[i]!,
      paper: difference(cells, ({ paper }) => paperScore(paper)),
      scores: byScore((name) => withoutInterval(cells, name, pairs)),
      seeds: pairs.length,
      round: undefined,
      isProvisional: look !== undefined && [...incomplete].some((round) => round <= look.round),
      decidedBy: undefined,
      contradictedBy: undefined,
      ...look,
    };
    if (first.stored.length === 0 || second.stored.length === 0) {
      return { ...common, verdict: 'not run', lacking: 'runs', runsToDecide: undefined };
    }
    return { ...common, ...verdictOf(look, cells, deciders, seeds) };
  });
}
