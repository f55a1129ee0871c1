import { existsSync } from 'node:fs';
import { loadExperiment } from '../experiment/definition.ts';
import { loadResults } from '../experiment/load-results.ts';
import { type PlannedExperiment, type PlanOptions, planExperiment } from '../experiment/plan.ts';
import { askedSeeds } from '../experiment/rows.ts';
import type { CellReference } from '../experiment/schema.ts';
import { reportOn } from '../report/experiment-report.ts';
import { wantedRuns } from '../report/stats/wanted-runs.ts';

/** A round of runs for the claims of an experiment that it has not decided for good. */
type NextRound = {
  /** From 1. */
  readonly round: number;
  /** The runs that are within the budget; with none, it is spent. */
  readonly plan: PlannedExperiment;
  readonly claims: number;
};

/**
 * The next round of runs that the claims of an experiment need, by the results that there are.
 *
 * @param options rows and arms: only claims about these
 * @param results the folder of all results
 * @param budget how many runs there may be at most
 * @returns undefined where every claim is decided or has had all rounds
 */
export function nextRound(
  file: string,
  options: PlanOptions,
  results: string,
  budget: number,
): NextRound | undefined {
  const { experiment: selected, protocol } = planExperiment(file, options);
  const experiment = loadExperiment(file);
  // Before the first run there is no folder yet.
  const loaded = existsSync(results)
    ? loadResults(results, experiment, protocol)
    : { experiment, protocol, runs: [], trials: {} };
  const asked = (cell: CellReference) => options.seeds ?? askedSeeds(experiment, cell);
  const wanted = wantedRuns(reportOn(loaded, selected), asked, budget);
  if (wanted === undefined) return undefined;
  const seeds = [...new Set(wanted.runs.map(({ seed }) => seed))];
  const all = planExperiment(file, seeds.length > 0 ? { ...options, seeds } : options);
  const runs = all.runs.filter(({ cell, seed }) =>
    wanted.runs.some((run) => run.row === cell.row && run.arm === cell.arm && run.seed === seed),
  );
  const rows = runs.map(({ cell }) => cell.row);
  const tunings = all.tunings.filter(({ row }) => rows.includes(row));
  return { round: wanted.round, claims: wanted.claims, plan: { ...all, runs, tunings } };
}
