import type { TensorTree } from 'sublinear-optim';
import { keptTensors } from '../config/diagnostics-schema.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { BatchSource } from '../data/batch-source.ts';
import { parameterNames } from '../model/parameters.ts';
import type { RunResult } from '../results/result.ts';
import type { StepPrograms } from './compiled-step.ts';
import { commonRowLength, type Measuring, summariseDiagnostics } from './diagnostics.ts';
import { diagnosticsFile } from './diagnostics-file.ts';
import { countingProbe, initialCounts, measuringProbe } from './probe.ts';
import { trainingProgram } from './programs.ts';
import type { TrainingRecord } from './record.ts';
import type { TrainingStep } from './step.ts';

/*
 * Most steps run a program that measures nothing, and one in n a program that does: the reductions
 * over every gradient, update and parameter would slow each step by several per cent. Clipped updates
 * are counted at every step none the less, as the links that clip know of them without further work.
 */

/** What measuring keeps in an executor's state; nothing where `config` asks for none. */
export function measuringState({ diagnostics, model }: RunConfig): TensorTree {
  return diagnostics === undefined ? {} : initialCounts(parameterNames(model));
}

/** The programs that train as `config` says, and measure where it asks for it. */
export function trainingPrograms(
  { averaging = {}, diagnostics, model }: RunConfig,
  takeStep: TrainingStep,
  batches: BatchSource,
  folder: string,
  record: TrainingRecord,
): Pick<StepPrograms, 'program'> & {
  readonly measuring?: Measuring & NonNullable<StepPrograms['measuring']>;
} {
  if (diagnostics === undefined) return { program: trainingProgram(takeStep, averaging) };
  const names = parameterNames(model);
  return {
    program: trainingProgram(takeStep, averaging, () => countingProbe(names)),
    measuring: {
      every: diagnostics.every,
      rowLength: commonRowLength(batches),
      program: trainingProgram(takeStep, averaging, () => measuringProbe(names, diagnostics)),
      points: diagnosticsFile(folder, names, record.diagnostics ?? []),
    },
  };
}

/** What a result says of what was measured. */
export function measuredResult(
  { diagnostics, model }: RunConfig,
  record: TrainingRecord,
): Pick<RunResult, 'diagnostics'> {
  if (diagnostics === undefined) return {};
  const points = record.diagnostics ?? [];
  const kept = keptTensors(diagnostics, model);
  return { diagnostics: summariseDiagnostics(points, parameterNames(model), kept) };
}
