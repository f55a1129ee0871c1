import type { RunConfig } from '../src/config/run-config.ts';
import { trainable } from '../src/data/batches.ts';
import { type Corpus, loadCorpus } from '../src/data/corpus.ts';
import { type Example, encodePairs } from '../src/data/examples.ts';
import { loadVocabulary, type Vocabulary } from '../src/data/vocabulary.ts';
import type { Executor } from '../src/executor/executor.ts';
import { graphExecutor } from '../src/graph/executor.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { buildOptimizer } from '../src/optim/optimizer.ts';
import { buildSchedule } from '../src/optim/schedules.ts';
import { initialState } from '../src/optim/transform.ts';
import { trainingProgram, trainingState } from '../src/train/programs.ts';
import { createTrainingStep } from '../src/train/step.ts';
import { prepareTraining, train } from '../src/train/trainer.ts';

/** What a benchmark trains on. */
export type TrainingData = {
  readonly corpus: Corpus;
  readonly vocabulary: Vocabulary;
};

/** Reads the corpus and the vocabulary that `config` names. */
export async function loadTrainingData({ data }: RunConfig): Promise<TrainingData> {
  return { corpus: loadCorpus(data.corpus), vocabulary: await loadVocabulary(data.vocabulary) };
}

/**
 * Trains as `sublinear train` does, on the graph executor and without looking at the development
 * set. The tensorflow backend is started.
 *
 * @param onStep called after every step
 * @returns the executor, which holds the parameters; the caller disposes of it
 * @throws Error where training diverges
 */
export function trainOnGraph(
  config: RunConfig,
  { corpus, vocabulary }: TrainingData,
  onStep: (step: number) => void,
): Executor {
  const { model, training, schedule, optimizer: links, data } = config;
  const optimizer = buildOptimizer(
    links,
    buildSchedule(schedule, training.steps, training.rateMultiplier),
  );
  const parameters = initialParameters(model, vocabulary.size, training.seed);
  const executor = graphExecutor(trainingState(parameters, initialState(optimizer, parameters)));
  const step = createTrainingStep({
    model,
    optimizer,
    padId: vocabulary.padId,
    seed: training.seed,
  });
  const program = trainingProgram(step);
  const examples: Example[] = trainable(encodePairs(corpus.train, vocabulary), data.batching).kept;
  prepareTraining(config, executor, program);
  const { status, steps } = train(
    config,
    executor,
    program,
    examples,
    vocabulary,
    () => Number.NaN,
    { step: onStep, loss: () => {}, dev: () => {} },
  );
  if (status === 'diverged') throw new Error(`training diverged at step ${steps}`);
  return executor;
}
