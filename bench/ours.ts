// `node --import tsx ours.ts eager|graph [backend]`: a contestant of a benchmark; see protocol.ts.
import { createInterface } from 'node:readline';
import { measureMatMul } from '../src/backend/matmul-speed.ts';
import { startBackend } from '../src/backend/start.ts';
import type { Ready, Request, Turn } from './protocol.ts';
import { createTraining, type Training } from './training.ts';
import type { Workload } from './workload.ts';

async function takeTurn(training: Training, { steps }: Request): Promise<Turn> {
  const taken: Awaited<ReturnType<Training['step']>>[] = [];
  while (taken.length < steps) taken.push(await training.step());
  return {
    stepMs: taken.map(({ milliseconds }) => milliseconds),
    losses: taken.map(({ loss }) => loss),
    productGigaflops: await measureMatMul(),
    // Node counts it in kibibytes.
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function answer(message: Ready | Turn): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const executor = process.argv[2] === 'eager' ? 'eager' : 'graph';
const backend = process.argv[3] === 'webgpu' ? 'webgpu' : 'tensorflow';
const { library, device, threads } = await startBackend({ backend });
let training: Training | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (training !== undefined) {
    answer(await takeTurn(training, JSON.parse(line) as Request));
    continue;
  }
  training = createTraining(JSON.parse(line) as Workload, executor);
  const { milliseconds, loss } = await training.step();
  const { parameters } = training;
  answer({ library, device, threads, parameters, firstStepMs: milliseconds, firstLoss: loss });
}
