// `make bench-profile`: where the time of a training step goes, by operation; README.md says how.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '../../src/backend/start.ts';
import { emptyGraph } from '../../src/graph/definition.ts';
import { addProgram } from '../../src/graph/executor.ts';
import { encodeSavedModel } from '../../src/graph/saved-model.ts';
import { addVariables } from '../../src/graph/variables.ts';
import { batchSignature } from '../../src/model/batch.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { UserError } from '../../src/platform/errors.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { STEP_SIGNATURE } from '../../src/train/step.ts';
import { runBenchmark, say } from '../harness/benchmark.ts';
import { SHAPES, type Shape } from '../harness/shapes.ts';
import { createTrainingProgram } from './training.ts';
import { SEED, tokenBatch, type Workload, workloadOf } from './workload.ts';

/** Values of the program's inputs, as nested arrays. */
function inputValues({ batch }: Workload): Record<string, unknown> {
  const rows = (ids: readonly number[]) =>
    Array.from({ length: batch.sentences }, (_, row) =>
      ids.slice(row * batch.length, (row + 1) * batch.length),
    );
  return {
    source: rows(batch.source),
    targetInput: rows(batch.targetInput),
    targetOutput: rows(batch.targetOutput),
    step: 1,
  };
}

/** Writes the graph of a training step with Adam, and the names of its nodes. */
function writeGraph(folder: string, shape: Shape): void {
  // Of a graph's parameters only the shapes are written.
  const workload = workloadOf(shape, 'adam', '');
  const parameters = initialParameters(shape.model, shape.vocabulary, SEED);
  const { program, state } = createTrainingProgram(workload, parameters);
  const graph = emptyGraph();
  const variables = addVariables(graph, state);
  const signature = { ...batchSignature(tokenBatch(workload), false), ...STEP_SIGNATURE };
  const names = {
    writes: Object.fromEntries(Object.entries(variables).map(([name, { write }]) => [name, write])),
    program: addProgram(graph, variables, program, signature),
    state: Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, shape])),
    inputs: inputValues(workload),
  };
  writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph));
  writeFileSync(path.join(folder, 'names.json'), JSON.stringify(names));
}

await runBenchmark(async () => {
  const python = process.env.SUBLINEAR_TENSORFLOW_PYTHON;
  if (!python) {
    throw new UserError(
      'SUBLINEAR_TENSORFLOW_PYTHON is not set; it is to name a Python that has TensorFlow, such as ' +
        'that of a virtual environment after `pip install tensorflow-cpu==2.21.0`',
    );
  }
  await startBackend({ backend: 'tensorflow' });
  const script = fileURLToPath(new URL('profile_graph.py', import.meta.url));
  for (const shape of SHAPES.filter(({ name }) => name !== 'tiny')) {
    await withTemporaryFolder(async (folder) => {
      writeGraph(folder, shape);
      say(`profiling ${shape.name}`);
      console.log(`\n${shape.name}\n`);
      const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
      const { status, error } = spawnSync(python, [script, folder], { stdio: 'inherit', env });
      if (error !== undefined) throw error;
      if (status !== 0) throw new Error(`${script} ended with exit code ${status}`);
    });
  }
});
