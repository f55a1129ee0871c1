import { buildOptimizer, buildSchedule, initialState } from 'sublinear-optim';
import type { RunConfig } from '../../src/config/run-config.ts';
import { stepSizeMultiplier } from '../../src/config/step-size.ts';
import { openTrainingData, type TrainingData } from '../../src/data/training-data.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { translationModel } from '../../src/model/model.ts';
import { compileFindNonFinite } from '../../src/train/divergence.ts';
import { logged, runLog } from '../../src/train/log.ts';
import { measuringState, trainingPrograms } from '../../src/train/measuring.ts';
import { START } from '../../src/train/record.ts';
import { checkpointFolder, saveTraining } from '../../src/train/resume.ts';
import { trainingState } from '../../src/train/step.ts';
import { compileStep } from '../../src/train/steps.ts';
import { type Training, train } from '../../src/train/trainer.ts';

/** Reads the corpus and the vocabulary that `config` names. */
export function loadTrainingData({ data, training }: RunConfig): Promise<TrainingData> {
  return openTrainingData(data, training.seed);
}

const SILENT: Training['observer'] = { step: () => {}, loss: () => {}, dev: () => {} };

/** What a run leaves in its folder while it trains. */
export type Records = {
  readonly folder: string;
  /** Steps from one checkpoint to the next; the last two are kept. */
  readonly checkpointEvery: number;
};

/**
 * What `train` needs to train as `sublinear train` does, on the graph executor and without looking at
 * the development set. The tensorflow backend is started. Without `records` nothing is logged,
 * measured or saved. The caller disposes of the executor, which holds the parameters.
 */
export function setUpTraining(
  config: RunConfig,
  { batches, vocabulary, pairs, checksums, tooLong }: TrainingData,
  records?: Records,
): { readonly executor: Executor; readonly training: Training } {
  const { training, schedule } = config;
  const { seed, steps } = training;
  const model = translationModel(config.model, vocabulary);
  const rateMultiplier = stepSizeMultiplier(config);
  const optimizer = buildOptimizer(
    config.optimizer,
    buildSchedule(schedule, { steps, rateMultiplier, dModel: config.model.dModel }),
  );
  const parameters = model.initialParameters(seed);
  const executor = graphExecutor({
    ...trainingState(parameters, initialState(optimizer, parameters)),
    ...(records === undefined ? {} : measuringState(config)),
  });
  const options = { model, optimizer, seed };
  const { diagnostics: _, ...unmeasured } = config;
  const { program, measuring } =
    records === undefined
      ? trainingPrograms(unmeasured, options, batches, '', START)
      : trainingPrograms(config, options, batches, records.folder, START);
  const inputs = {
    config,
    data: { name: config.data.name, pairs, checksums, tooLong },
    vocabulary: { size: vocabulary.size, checksum: vocabulary.checksum },
  };
  const set: Training = {
    config: training,
    step: compileStep(executor, config.data.batching, { program, measuring }),
    findNonFinite: compileFindNonFinite(executor),
    measuring,
    batches,
    record: START,
    afterStep: () => {},
    evaluate: async () => 0,
    save: async (record) => {
      if (records === undefined) return;
      const folder = checkpointFolder(records.folder);
      await saveTraining(folder, executor, record, { inputs, commits: [] }, 2);
    },
    saveEvery: records?.checkpointEvery ?? steps,
    stopRequested: () => false,
    observer:
      records === undefined
        ? SILENT
        : logged(SILENT, runLog(records.folder, { append: true }).logger),
  };
  return { executor, training: set };
}

/**
 * Trains to the last step.
 *
 * @param onLog called after every step whose losses are read: no result of a step is held back then
 * @returns the executor, which holds the parameters; the caller disposes of it
 * @throws Error where training diverges
 */
export async function trainOnGraph(
  config: RunConfig,
  data: TrainingData,
  onLog: (step: number) => void,
  records?: Records,
): Promise<Executor> {
  const { executor, training: bare } = setUpTraining(config, data, records);
  const loss: Training['observer']['loss'] = (progress) => {
    bare.observer.loss(progress);
    onLog(progress.step);
  };
  const training = { ...bare, observer: { ...bare.observer, loss } };
  const { status, record } = await train(training);
  if (status === 'diverged') throw new Error(`training diverged at step ${record.step}`);
  return executor;
}
