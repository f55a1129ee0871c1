import { join } from 'node:path';
import type { TensorTree } from 'sublinear-optim';
import { keptTensors } from '../config/diagnostics-schema.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { BatchSource } from '../data/batch-source.ts';
import { parameterNames } from '../model/parameters.ts';
import { appendToFile, writeWholeFile } from '../platform/atomic-write.ts';
import type { RunResult } from '../results/result.ts';
import type { StepPrograms } from './compiled-step.ts';
import {
  commonRowLength,
  type Measuring,
  summariseDiagnostics,
  tensorLines,
} from './diagnostics.ts';
import { countingProbe, initialCounts, measuringProbe } from './probe.ts';
import type { DiagnosticsPoint, TrainingRecord } from './record.ts';
import { type StepOptions, trainingProgram } from './step.ts';

/*
 * Most steps run a program that measures nothing, and one in n a program that does: the reductions
 * over every gradient, update and parameter would slow each step by several per cent. Clipped updates
 * are counted at every step none the less, as the links that clip know of them without further work.
 */

/** The file in a run's folder: one JSON object for each measured step and parameter tensor. */
const DIAGNOSTICS_FILE = 'diagnostics.ndjson';

/**
 * Makes `diagnostics.ndjson` in `folder` hold `points`, from which training goes on. What it held
 * before goes, so that the lines of steps that are done again are not there twice.
 *
 * @param names of the parameter tensors, in the order of the points' columns
 * @returns what adds further points
 * @throws UserError where the file system refuses
 */
export function diagnosticsFile(
  folder: string,
  names: readonly string[],
  points: readonly DiagnosticsPoint[],
): (points: readonly DiagnosticsPoint[]) => void {
  const path = join(folder, DIAGNOSTICS_FILE);
  const text = (some: readonly DiagnosticsPoint[]): string =>
    some
      .flatMap((point) => tensorLines(point, names))
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
  writeWholeFile(path, [text(points)]);
  return (more) => appendToFile(path, text(more));
}

/** The state that measuring keeps in an executor; none where `config` does not ask for it. */
export function measuringState({ diagnostics, model }: RunConfig): TensorTree {
  return diagnostics === undefined ? {} : initialCounts(parameterNames(model));
}

/** The programs that train as `config` says, and measure where it asks for it. */
export function trainingPrograms(
  { averaging = {}, diagnostics, model }: RunConfig,
  options: StepOptions,
  batches: BatchSource,
  folder: string,
  record: TrainingRecord,
): Pick<StepPrograms, 'program'> & {
  readonly measuring?: Measuring & NonNullable<StepPrograms['measuring']>;
} {
  if (diagnostics === undefined) return { program: trainingProgram(options, averaging) };
  const names = parameterNames(model);
  return {
    program: trainingProgram(options, averaging, () => countingProbe(names)),
    measuring: {
      every: diagnostics.every,
      rowLength: commonRowLength(batches),
      program: trainingProgram(options, averaging, () => measuringProbe(names, diagnostics)),
      points: diagnosticsFile(folder, names, record.diagnostics ?? []),
    },
  };
}

/** What a result says of the measured steps. */
export function measuredResult(
  { diagnostics, model }: RunConfig,
  record: TrainingRecord,
): Pick<RunResult, 'diagnostics'> {
  if (diagnostics === undefined) return {};
  const points = record.diagnostics ?? [];
  const kept = keptTensors(diagnostics, model);
  return { diagnostics: summariseDiagnostics(points, parameterNames(model), kept) };
}
