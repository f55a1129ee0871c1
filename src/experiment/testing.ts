import { type ExampleChoices, exampleResult } from '../results/example-result.ts';
import type { RunResult } from '../results/result.ts';
import { writeResult } from '../results/store.ts';
import type { PlannedRun } from './definition.ts';
import { resultFile } from './run-files.ts';

/** A made-up result of `run`. */
export function resultOf({ cell, config }: PlannedRun, choices: ExampleChoices = {}): RunResult {
  return { ...exampleResult(choices), cell, config };
}

/** Writes a made-up result of `run` to where it belongs. */
export function finish(results: string, run: PlannedRun, choices: ExampleChoices = {}): void {
  writeResult(resultFile(results, run), { result: resultOf(run, choices) });
}
