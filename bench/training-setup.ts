import type { RunConfig } from '../src/config/run-config.ts';
import { openTrainingData, type TrainingData } from '../src/data/training-data.ts';
import type { Executor } from '../src/executor/executor.ts';
import { graphExecutor } from '../src/graph/executor.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { buildOptimizer } from '../src/optim/optimizer.ts';
import { buildSchedule } from '../src/optim/schedule-config.ts';
import { initialState } from '../src/optim/transform.ts';
import { trainingProgram, trainingState } from '../src/train/programs.ts';
import { START } from '../src/train/record.ts';
import { createTrainingStep } from '../src/train/step.ts';
import { prepareTraining, train } from '../src/train/trainer.ts';

/** Reads the corpus and the vocabulary that `config` names. */
export function loadTrainingData({ data, training }: RunConfig): Promise<TrainingData> {
  return openTrainingData(data, training.seed);
}

/**
 * Trains as `sublinear train` does, on the graph executor and without looking at the development
 * set. The tensorflow backend is started.
 *
 * @param onStep called after every step
 * @returns the executor, which holds the parameters; the caller disposes of it
 * @throws Error where training diverges
 */
export async function trainOnGraph(
  config: RunConfig,
  { batches, vocabulary }: TrainingData,
  onStep: (step: number) => void,
): Promise<Executor> {
  const { model, training, schedule } = config;
  const { seed, steps, rateMultiplier } = training;
  const optimizer = buildOptimizer(
    config.optimizer,
    buildSchedule(schedule, { steps, rateMultiplier, dModel: model.dModel }),
  );
  const parameters = initialParameters(model, vocabulary.size, seed);
  const executor = graphExecutor(trainingState(parameters, initialState(optimizer, parameters)));
  const step = createTrainingStep({ model, optimizer, padId: vocabulary.padId, seed });
  const program = trainingProgram(step);
  prepareTraining(config.data.batching, executor, program);
  const { status, record } = await train({
    config: training,
    executor,
    program,
    batches,
    record: START,
    afterStep: onStep,
    evaluate: async () => 0,
    save: async () => {},
    saveEvery: steps,
    stopRequested: () => false,
    observer: { step: () => {}, loss: () => {}, dev: () => {} },
  });
  if (status === 'diverged') throw new Error(`training diverged at step ${record.step}`);
  return executor;
}
