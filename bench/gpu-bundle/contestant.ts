// `main.mjs contestant webgpu|wasm`: trains on the built-in corpus operation by operation; see
// ../harness/contestants.ts for what it reads and answers.
import { startBackend } from '../../src/backend/start.ts';
import { readParameters } from '../harness/parameters-file.ts';
import { serve } from '../harness/serve.ts';
import type { DeviceTurn, Ready } from '../step/protocol.ts';
import { createTraining, takeSteps } from '../step/training.ts';
import type { Workload } from '../step/workload.ts';
import { toyBatches } from './toy-batches.ts';

const backend = process.argv[3] as 'webgpu' | 'wasm';
const { library, device, threads } = await startBackend({ backend, numerics: 'native' });

await serve<Workload, Ready, DeviceTurn>(async (workload) => {
  const parameters = readParameters(workload.parametersFile);
  const { batchOf, padId } = await toyBatches(workload.batch, workload.seed);
  const training = createTraining({ ...workload, padId }, parameters, 'eager', batchOf);
  const { milliseconds: firstStepMs, loss: firstLoss } = await training.step();
  return {
    ready: { library, device, threads, parameters: training.parameters, firstStepMs, firstLoss },
    // The processor may have time for a single step after the first.
    turn: (request) => takeSteps(training, request, false),
  };
});
