// `node --import tsx ours.ts eager|graph native|portable [backend]`: a contestant; see protocol.ts.

import { measureMatMul } from '../../src/backend/diagnosis.ts';
import type { ExecutorName } from '../../src/backend/info.ts';
import { type BackendOptions, startBackend } from '../../src/backend/start.ts';
import { readParameters } from '../harness/parameters-file.ts';
import { serve } from '../harness/serve.ts';
import type { Ready, Turn } from './protocol.ts';
import { createTraining, takeSteps } from './training.ts';
import type { Workload } from './workload.ts';

type Arguments = [ExecutorName, NonNullable<BackendOptions['numerics']>, BackendOptions['backend']];

const [executor, numerics, backend = 'tensorflow'] = process.argv.slice(2) as Arguments;
const { library, device, threads } = await startBackend({ backend, numerics });
await serve<Workload, Ready, Turn>(async (workload) => {
  const parameters = readParameters(workload.parametersFile);
  const training = createTraining(workload, parameters, executor);
  const { milliseconds: firstStepMs, loss: firstLoss } = await training.step();
  return {
    ready: { library, device, threads, parameters: training.parameters, firstStepMs, firstLoss },
    turn: async (request) => ({
      ...(await takeSteps(training, request)),
      productGigaflops: await measureMatMul(),
    }),
  };
});
