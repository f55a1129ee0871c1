import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { disposeTree } from 'sublinear-optim';
import { startBackend } from '../../src/backend/start.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { PARAMETERS } from '../../src/train/step.ts';
import type { Task } from '../../src/train/task.ts';
import { say } from '../harness/benchmark.ts';
import { writeParameters } from '../harness/parameters-file.ts';
import { trainOnGraph } from '../harness/training-setup.ts';

/** Trained models, each some tens of megabytes, that later runs of a benchmark take up again. */
const FOLDER = path.join('runs', 'bench');

/** Steps between two lines of progress. */
const SAY_EVERY = 100;

/**
 * A file of parameters, trained as `config` says. It is made where it is not there yet; its name
 * tells configurations and vocabularies apart.
 */
export async function ensureTrainedParameters(config: RunConfig, task: Task): Promise<string> {
  const { model, data: source, optimizer, schedule, training } = config;
  const trained = { model, source, optimizer, schedule, training };
  const key = createHash('sha256')
    .update(JSON.stringify([trained, task.vocabulary.checksum]))
    .digest('hex')
    .slice(0, 12);
  const file = path.join(FOLDER, `parameters-${key}.safetensors`);
  if (existsSync(file)) return file;
  const backend = await startBackend({ backend: 'tensorflow' });
  const onLog = (step: number) => {
    if (step % SAY_EVERY === 0) say(`training: step ${step} of ${training.steps}`);
  };
  const executor = await withTemporaryFolder((folder) =>
    trainOnGraph({ config, task, backend, folder, onLog }),
  );
  const parameters = executor.read(PARAMETERS);
  executor.dispose();
  writeParameters(file, parameters);
  disposeTree(parameters);
  say(`wrote ${file}`);
  return file;
}
