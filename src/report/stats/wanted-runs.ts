import type { CellReference } from '../../experiment/schema.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import type { ClaimReport } from './claims.ts';
import { ROUNDS, seedsOfRounds } from './rounds.ts';

/** A cell, and a seed that it has no run with. */
export type WantedRun = CellReference & { readonly seed: number };

/** What open claims still need before they are looked at again. */
export type WantedRound = {
  /** From 1. */
  readonly round: number;
  readonly runs: readonly WantedRun[];
  /** How many claims that are open need runs of this round, within the budget or not. */
  readonly claims: number;
};

/** Seeds by cell, as a report has them. */
function seedsByCell({ rows }: ExperimentReport): (cell: CellReference) => readonly number[] {
  return ({ row, arm }) => {
    const cells = rows.find((one) => one.row === row)?.cells;
    return cells?.[arm]?.runs.map(({ seed }) => seed) ?? [];
  };
}

/** Claims that few runs would decide come first; those that none would, last. */
function nearestFirst(claims: readonly ClaimReport[]): ClaimReport[] {
  const distance = ({ runsToDecide }: ClaimReport) => runsToDecide ?? Number.MAX_SAFE_INTEGER;
  return claims.toSorted((a, b) => distance(a) - distance(b));
}

/**
 * The runs of the next round: those of the first round that some open claim lacks seeds of, for the
 * cells of these claims. All of a claim's runs or none, as half a pair says nothing.
 *
 * @param report its rows have all cells of its claims
 * @param seeds that the experiment is to be run with; those that it has runs of come on top
 * @param budget how many runs there may be at most
 * @returns undefined where no claim is open that a round has seeds for
 */
export function wantedRuns(
  report: ExperimentReport,
  seeds: readonly number[],
  budget = Number.POSITIVE_INFINITY,
): WantedRound | undefined {
  const has = seedsByCell(report);
  const present = report.rows.flatMap(({ cells }) =>
    Object.values(cells).flatMap(({ runs }) => runs.map(({ seed }) => seed)),
  );
  const order = seedsOfRounds([...seeds, ...present]);
  const open = report.claims.filter(({ verdict }) => verdict === 'open' || verdict === 'not run');
  for (const [index, count] of ROUNDS.entries()) {
    const missing = ({ first, second }: ClaimReport): WantedRun[] =>
      [first, second].flatMap((cell) =>
        order
          .slice(0, count)
          .filter((seed) => !has(cell).includes(seed))
          .map((seed) => ({ ...cell, seed })),
      );
    const lacking = open.filter((claim) => missing(claim).length > 0);
    if (lacking.length === 0) continue;
    const runs = new Map<string, WantedRun>();
    for (const claim of nearestFirst(lacking)) {
      const more = missing(claim).map((run) => [`${run.row}-${run.arm}-${run.seed}`, run] as const);
      const added = more.filter(([name]) => !runs.has(name));
      if (runs.size + added.length > budget) continue;
      for (const [name, run] of added) runs.set(name, run);
    }
    return { round: index + 1, runs: [...runs.values()], claims: lacking.length };
  }
  return undefined;
}
