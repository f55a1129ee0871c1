import type { PlannedExperiment, PlannedRun } from '../../src/experiment/plan.ts';
import { resultFile } from '../../src/experiment/run-files.ts';
import { tuningResultOf, withChosen } from '../../src/experiment/tuning.ts';
import type { RunResult } from '../../src/results/result.ts';
import { writeResult } from '../../src/results/store.ts';
import { type ExampleChoices, exampleResult } from './example-result.ts';

/** A made-up result of `run`. */
export function resultOf({ cell, config }: PlannedRun, choices: ExampleChoices = {}): RunResult {
  return { ...exampleResult(choices), cell, config };
}

/** Writes a made-up result of `run` to where it belongs. */
export function finish(results: string, run: PlannedRun, choices: ExampleChoices = {}): void {
  writeResult(resultFile(results, run), { result: resultOf(run, choices) });
}

/** Writes made-up results of every run of `plan`, after those of the trials that its rows need. */
export function finishAll(results: string, { runs, tunings }: PlannedExperiment): void {
  for (const candidate of tunings.flatMap(({ candidates }) => candidates))
    finish(results, candidate);
  for (const run of runs) {
    const tuning = tunings.find(({ row }) => row === run.cell.row);
    finish(results, tuning === undefined ? run : withChosen(run, tuningResultOf(tuning, results)!));
  }
}
