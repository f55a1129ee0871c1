// `node --import tsx train.ts STEPS THREADS`: prints the losses of each of the cases, as JSON.
import * as tf from '@tensorflow/tfjs-core';
import { buildOptimizer, disposeTree, initialState, leaf } from 'sublinear-optim';
import { startBackend } from '../../src/backend/start.ts';
import { loadLayer } from '../../src/cli/config-options.ts';
import { runConfigSchema } from '../../src/config/run-config.ts';
import { runSchedule } from '../../src/config/step-size.ts';
import { validate } from '../../src/config/validate.ts';
import { openTrainingData } from '../../src/data/training-data.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { batchInputs } from '../../src/model/batch.ts';
import { translationModel } from '../../src/model/model.ts';
import { trainingProgram, trainingState } from '../../src/train/step.ts';

/** By name, what each case overrides in the demo's configuration. */
const CASES = {
  demo: [],
  'Adafactor, packed rows, dropout': [
    'optimizer={name: adafactor}',
    'data.batching={kind: packed, rowLength: 32, rows: 32}',
    'model.dropout={residual: 0.1, attention: 0.1, relu: 0.1}',
  ],
};

const DEMO = new URL('../../configs/runs/demo-adam.yaml', import.meta.url).pathname;

/** The losses of the first `steps` steps. */
async function losses(overrides: readonly string[], steps: number): Promise<number[]> {
  const config = validate(runConfigSchema, loadLayer(DEMO, overrides), DEMO);
  const { training } = config;
  const { batches, vocabulary } = await openTrainingData(config.data, training.seed);
  const model = translationModel(config.model, vocabulary);
  const optimizer = buildOptimizer(config.optimizer, runSchedule(config));
  const parameters = model.initialParameters(training.seed);
  const executor = graphExecutor(trainingState(parameters, initialState(optimizer, parameters)));
  const { seed } = training;
  const takeStep = executor.compile(trainingProgram({ model, optimizer, seed }));
  const found: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const inputs = { ...batchInputs(batches.batch(step - 1)), step: tf.scalar(step, 'int32') };
    const outputs = takeStep(inputs);
    found.push((await leaf(outputs, 'loss').data())[0]!);
    disposeTree({ ...inputs, ...outputs });
  }
  executor.dispose();
  return found;
}

const [steps, threads] = process.argv.slice(2).map(Number);
const backend = await startBackend({
  backend: 'tensorflow',
  numerics: 'portable',
  threads: threads!,
});
const found: Record<string, number[]> = {};
for (const [name, overrides] of Object.entries(CASES))
  found[name] = await losses(overrides, steps!);
console.log(JSON.stringify({ processor: backend.processor, losses: found }));
