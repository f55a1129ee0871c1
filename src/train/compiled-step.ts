import { type BatchingConfig, batchShapes } from '../data/batches.ts';
import type { CompiledProgram, Executor, Program } from '../executor/executor.ts';
import { batchSignature } from '../model/batch.ts';
import {
  ACCUMULATION_SIGNATURE,
  type Accumulation,
  BATCH_NUMBER_SIGNATURE,
} from './accumulation.ts';
import { STEP_SIGNATURE } from './programs.ts';

/** The programs that a step of training runs. */
export type StepPrograms = {
  /** Takes the step; see `trainingProgram`. */
  readonly program: Program;
  /** The same with a measuring probe, for batches whose rows are so long. */
  readonly measuring?: { readonly program: Program; readonly rowLength: number } | undefined;
  /** Where a step has several batches: see `accumulatingProgram`. */
  readonly accumulation?: { readonly batches: number; readonly program: Program } | undefined;
};

/** A step of training, ready to be taken. */
export type CompiledStep = {
  readonly take: CompiledProgram;
  readonly takeAndMeasure?: CompiledProgram | undefined;
  readonly accumulation?: Accumulation | undefined;
};

/** Compiles a step for batches of every shape of `batching`. */
export function compileStep(
  executor: Executor,
  batching: BatchingConfig,
  { program, measuring, accumulation }: StepPrograms,
): CompiledStep {
  const signature = (shape: ReturnType<typeof batchShapes>[number]) =>
    batchSignature(shape, batching.kind === 'packed');
  const shapes = batchShapes(batching);
  const several = accumulation === undefined ? {} : ACCUMULATION_SIGNATURE;
  const ofStep = (shape: (typeof shapes)[number]) => ({
    ...signature(shape),
    ...STEP_SIGNATURE,
    ...several,
  });
  return {
    accumulation: accumulation && {
      batches: accumulation.batches,
      add: executor.compile(
        accumulation.program,
        shapes.map((shape) => ({ ...signature(shape), ...BATCH_NUMBER_SIGNATURE })),
      ),
    },
    take: executor.compile(program, shapes.map(ofStep)),
    takeAndMeasure:
      measuring &&
      executor.compile(
        measuring.program,
        shapes.filter(({ length }) => length === measuring.rowLength).map(ofStep),
      ),
  };
}
