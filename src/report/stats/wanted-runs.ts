import type { CellReference } from '../../experiment/schema.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import type { ClaimReport } from './claims.ts';
import { ROUNDS, seedsOfRounds } from './verdict.ts';

/** A cell, and a seed that it has no run with. */
type WantedRun = CellReference & { readonly seed: number };

/** The rounds that a claim needs runs of: all while it is open, and the whole of the one that decided. */
function roundsOf({ verdict, round }: ClaimReport): number {
  return verdict === 'open' || verdict === 'not run' ? ROUNDS.length : round!;
}

/**
 * The runs of the next round: those of the first round that some claim lacks seeds of which is open, or
 * which that round has decided from fewer, for the cells of these claims. All of a claim's runs or none,
 * as half a pair says nothing. Claims that few runs would decide come first; those that none would, last.
 *
 * @param report its rows have all cells of its claims
 * @param seeds that the experiment is to be run with; those that it has runs of come on top
 * @param budget how many runs there may be at most
 * @returns the round from 1, its runs, and how many claims need runs of it, within the budget or not;
 *   undefined where none does
 */
export function wantedRuns(
  { rows, claims }: ExperimentReport,
  seeds: readonly number[],
  budget = Number.POSITIVE_INFINITY,
): { round: number; runs: WantedRun[]; claims: number } | undefined {
  const seedsOf = ({ row, arm }: CellReference) =>
    rows.find((one) => one.row === row)?.cells[arm]?.runs.map(({ seed }) => seed) ?? [];
  const present = rows.flatMap(({ row, cells }) =>
    Object.keys(cells).flatMap((arm) => seedsOf({ row, arm })),
  );
  const order = seedsOfRounds([...seeds, ...present]);
  const distance = ({ runsToDecide }: ClaimReport) => runsToDecide ?? Number.MAX_SAFE_INTEGER;
  const nearestFirst = claims.toSorted((a, b) => distance(a) - distance(b));
  for (const [index, count] of ROUNDS.entries()) {
    const lacking = nearestFirst
      .filter((claim) => index < roundsOf(claim))
      .map(({ first, second }): WantedRun[] =>
        [first, second].flatMap((cell) =>
          order
            .slice(0, count)
            .filter((seed) => !seedsOf(cell).includes(seed))
            .map((seed) => ({ ...cell, seed })),
        ),
      )
      .filter((missing) => missing.length > 0);
    if (lacking.length === 0) continue;
    const runs = new Map<string, WantedRun>();
    for (const missing of lacking) {
      const more = missing.map((run) => [`${run.row}-${run.arm}-${run.seed}`, run] as const);
      const added = more.filter(([name]) => !runs.has(name));
      if (runs.size + added.length > budget) continue;
      for (const [name, run] of added) runs.set(name, run);
    }
    return { round: index + 1, runs: [...runs.values()], claims: lacking.length };
  }
  return undefined;
}
