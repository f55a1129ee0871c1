import type { CellReference } from '../../experiment/schema.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import type { ClaimReport } from './claims.ts';
import { ROUNDS, seedsOfRounds } from './verdict.ts';

/** A cell, and a seed that it has no run with. */
type WantedRun = CellReference & { readonly seed: number };

/**
 * The runs of the first round that lacks any: of claims that this round decided before it was complete,
 * and of open claims. All of a claim's runs or none, as half a pair says nothing. Claims that few runs
 * would decide come first; those that none would, last.
 *
 * @param report its rows have all cells of its claims
 * @param asked the seeds that the experiment asks for in a cell
 * @param budget how many runs there may be at most
 * @returns the round from 1, its runs, and how many claims need runs of it, within the budget or not;
 *   undefined where none does
 */
export function wantedRuns(
  { rows, claims }: ExperimentReport,
  asked: (cell: CellReference) => readonly number[],
  budget = Number.POSITIVE_INFINITY,
): { round: number; runs: WantedRun[]; claims: number } | undefined {
  const seedsOf = ({ row, arm }: CellReference) =>
    rows.find((one) => one.row === row)?.cells[arm]?.runs.map(({ seed }) => seed) ?? [];
  const present = rows.flatMap(({ row, cells }) =>
    Object.keys(cells).flatMap((arm) => seedsOf({ row, arm })),
  );
  const all = claims.flatMap(({ first, second }) => [...asked(first), ...asked(second)]);
  const order = seedsOfRounds([...all, ...present]);
  const isOpen = ({ verdict }: ClaimReport) => verdict === 'open' || verdict === 'not run';
  const distance = (claim: ClaimReport) =>
    isOpen(claim) ? (claim.runsToDecide ?? Number.MAX_SAFE_INTEGER) : 0;
  const nearestFirst = claims.toSorted((a, b) => distance(a) - distance(b));
  for (const [index, count] of ROUNDS.entries()) {
    const lacking = nearestFirst
      .filter((claim) => isOpen(claim) || index < claim.round!)
      .map((claim): WantedRun[] =>
        [claim.first, claim.second].flatMap((cell) =>
          order
            .slice(0, count)
            // The first round of a claim that it decided is complete with the seeds that are asked for.
            .filter((seed) => isOpen(claim) || index > 0 || asked(cell).includes(seed))
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
