import { join } from 'node:path';
import type { Logger } from 'pino';
import { elementCount, shapesOf, sizeOfState, underPrefix } from 'sublinear-optim';
import { eagerExecutor } from '../executor/eager.ts';
import type { Executor } from '../executor/executor.ts';
import { graphExecutor } from '../graph/executor.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { codeIdentity } from '../results/provenance.ts';
import { checkedStart } from '../results/result.ts';
import { compileTakePoint, pointsAt } from './averages.ts';
import { compileStep } from './compiled-step.ts';
import { compileFindNonFinite } from './divergence.ts';
import { openTrainingEvents } from './events.ts';
import { logged } from './log.ts';
import { trainingPrograms } from './measuring.ts';
import { checkpointFolder, type StartingPoint, saveTraining, startingPoint } from './resume.ts';
import type { RunOptions } from './run-options.ts';
import { createScorer, type Scorer } from './scoring.ts';
import { accumulatingProgram, emptySums, OPTIMIZER, PARAMETERS } from './step.ts';
import type { Task } from './task.ts';
import type { Training } from './trainer.ts';

/** The part of a result that is known before training; what cannot be written is refused now. */
function knownStart(
  { config, cell, backend, executor }: RunOptions,
  { provenance: { data, vocabulary } }: Task,
  { state, commits, parts }: StartingPoint,
) {
  return checkedStart({
    format: 1,
    ...(cell === undefined ? {} : { cell }),
    config,
    provenance: {
      ...codeIdentity(),
      ...(commits.length > 1 ? { earlierCommits: commits.slice(0, -1) } : {}),
      backend,
      executor,
      ...(parts.length > 1 ? { earlierParts: parts.slice(0, -1) } : {}),
      data,
      vocabulary,
    },
    parameters: elementCount(underPrefix(PARAMETERS, state)),
    optimizerState: sizeOfState(shapesOf(underPrefix(OPTIMIZER, state))),
  });
}

/** The executor of a run, and the step that it compiles. */
function compiledTraining(
  { config, executor: kind, folder }: RunOptions,
  { model, batches: source }: Task,
  { optimizer, record, state }: StartingPoint,
) {
  const { seed, gradientAccumulation: batches = 1 } = config.training;
  const options = { model, seed, optimizer };
  const { program, measuring } = trainingPrograms(config, options, source, folder, record);
  const accumulation = batches > 1 ? { batches, program: accumulatingProgram(options) } : undefined;
  const sums = accumulation === undefined ? {} : emptySums(underPrefix(PARAMETERS, state));
  const executor = (kind === 'graph' ? graphExecutor : eagerExecutor)({ ...state, ...sums });
  const step = compileStep(executor, config.data.batching, { program, measuring, accumulation });
  return { executor, step, findNonFinite: compileFindNonFinite(executor), measuring };
}

/** Takes points into the mean of the last ones, where the configuration asks for it. */
function pointTaker({ config }: RunOptions, executor: Executor): (step: number) => void {
  const { lastPoints } = config.averaging ?? {};
  if (lastPoints === undefined) return () => {};
  const takePoint = compileTakePoint(executor, PARAMETERS);
  return (step) => {
    const points = pointsAt(lastPoints, step, config.training.steps);
    if (points > 0) takePoint(points);
  };
}

/** Translates the development set now and then, where the configuration asks for it. */
function devTranslating({ config, observer }: RunOptions, scorer: Scorer): Training['translate'] {
  const { bleuEvery } = config.evaluation;
  if (bleuEvery === undefined) return undefined;
  return {
    every: bleuEvery,
    score: async (step) => {
      observer.phase?.('translating the development set');
      // Sorts by step.
      return (await scorer.dev(`dev.step-${String(step).padStart(9, '0')}`)).bleu;
    },
  };
}

/**
 * Makes everything that training and scoring need, from the run's newest checkpoint or its start.
 *
 * @param stop aborted by that of the options, and when this process loses the folder
 */
export async function openSession(
  options: RunOptions,
  stop: AbortSignal,
  task: Task,
  logger: Logger,
) {
  const { config, folder, checkpoints, observer } = options;
  const start = startingPoint(options, task, logger);
  const { record, schedule } = start;
  writeWholeFile(join(folder, 'config.json'), [`${JSON.stringify(config, null, 2)}\n`]);
  const known = knownStart(options, task, start);
  const { parameters, optimizerState } = known;
  logger.info({ parameters, optimizerState: optimizerState.elements }, 'model');
  observer.phase?.('tracing');
  const { executor, ...compiled } = compiledTraining(options, task, start);
  const afterStep = pointTaker(options, executor);
  const scorer = createScorer(options, task, executor, stop);
  const events =
    options.tensorboard === true
      ? await openTrainingEvents(folder, record.step, schedule, config.training)
      : undefined;
  const recorded = logged(observer, logger);
  const training: Training = {
    ...compiled,
    config: config.training,
    batches: task.batches,
    record,
    afterStep,
    evaluate: () => {
      observer.phase?.('evaluating');
      return scorer.logPerplexity();
    },
    translate: devTranslating(options, scorer),
    save: (reached) =>
      saveTraining(checkpointFolder(folder), executor, reached, start, checkpoints.keep),
    saveEvery: checkpoints.every,
    stopRequested: () => stop.aborted,
    observer: events?.shown(recorded) ?? recorded,
  };
  return { options, task, known, executor, scorer, events, training };
}

/** A run that is ready to train. */
export type Session = Awaited<ReturnType<typeof openSession>>;
