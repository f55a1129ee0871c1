import { paperScore, type RowReport } from './cells.ts';
import { kendallTau, kendallTauInterval } from './kendall-tau.ts';
import type { Interval } from './verdict.ts';

/** With fewer, even the same order comes by chance in more than one case of twenty, either way. */
export const LEAST_ROWS = 5;

/** How far our ranking of the rows agrees with the paper's, within one arm. */
export type Ranking = {
  readonly arm: string;
  /** The rows that have both a number of the paper's and one of ours. */
  readonly rows: number;
  /** Kendall's tau-b; undefined for too few rows, or where either side tells no two apart. */
  readonly tau: number | undefined;
  readonly interval: Interval | undefined;
};

/** The agreement of the rankings in one arm; runs that diverged tie at the bottom of both. */
export function rankArm(arm: string, rows: readonly RowReport[]): Ranking {
  const both = rows.flatMap(({ cells }) => {
    const theirs = paperScore(cells[arm]?.paper);
    const ours = cells[arm]?.score?.mean;
    return theirs === undefined || ours === undefined ? [] : [{ theirs, ours }];
  });
  const theirs = both.map((row) => row.theirs);
  const ours = both.map((row) => row.ours);
  const tau = both.length < LEAST_ROWS ? undefined : kendallTau(theirs, ours);
  return {
    arm,
    rows: both.length,
    tau,
    interval: tau === undefined ? undefined : kendallTauInterval(theirs, ours),
  };
}
