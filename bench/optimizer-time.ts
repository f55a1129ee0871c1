// `make bench-optimizers`: times updates of our optimisers and of torch.optim; README.md says how.
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { parameterSpecs } from '../src/model/parameters.ts';
import { describeSetting, runBenchmark, say, writeRecord } from './benchmark.ts';
import { commandOf, startLineProcess } from './line-process.ts';
import type { OptimizerComparison } from './optimizer-comparisons.ts';
import { type OptimizerTimeOptions, parseOptimizerOptions } from './optimizer-options.ts';
import {
  type OptimizerRequest,
  type OptimizerTurn,
  type OptimizerWorkload,
  optimizerReadySchema,
  optimizerTurnSchema,
} from './optimizer-protocol.ts';
import {
  type OptimizerMeasurement,
  type OptimizerPair,
  optimizerTimeTable,
  summariseOptimizers,
} from './optimizer-summary.ts';
import { ensurePeer } from './peer-environment.ts';
import type { Shape } from './shapes.ts';

const SEED = 1;

function workloadOf({ model, vocabulary }: Shape, comparison: OptimizerComparison) {
  const specs = Object.entries(parameterSpecs(model, vocabulary));
  return {
    shapes: Object.fromEntries(specs.map(([name, { shape }]) => [name, shape])),
    optimizer: comparison.optimizer,
    seed: SEED,
  } satisfies OptimizerWorkload;
}

/** Starts a process that makes updates when it is asked to, and waits idle between its turns. */
async function startContestant(file: string, workload: OptimizerWorkload, python: string) {
  const process = startLineProcess(file, commandOf(file, python));
  const turns: OptimizerTurn[] = [];
  return {
    measurement: { ready: await process.ask(workload, optimizerReadySchema), turns },
    takeTurn: async (steps: number) => {
      // An update to get warm again is left out.
      const request: OptimizerRequest = { steps: steps + 1 };
      const turn = await process.ask(request, optimizerTurnSchema);
      turns.push({ ...turn, stepMs: turn.stepMs.slice(1) });
    },
    stop: process.stop,
  };
}

/** Times one optimiser here and in PyTorch, in turn: A B, A B. Only they are in memory. */
async function compare(
  comparison: OptimizerComparison,
  { shape, rounds, steps }: OptimizerTimeOptions,
  python: string,
): Promise<OptimizerPair> {
  const { name, peer } = comparison;
  const workload = workloadOf(shape, comparison);
  const contestants = [];
  try {
    for (const file of ['optimizer-ours.ts', ...('name' in peer ? ['torch_optimizer.py'] : [])]) {
      say(`${name}: starting ${file}`);
      contestants.push(await startContestant(file, workload, python));
    }
    for (let round = 1; round <= rounds; round++) {
      say(`${name}: round ${round} of ${rounds}`);
      for (const contestant of contestants) await contestant.takeTurn(steps);
    }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()));
  }
  const [ours, theirs] = contestants.map(({ measurement }): OptimizerMeasurement => measurement);
  if ('none' in peer) return { name, ours: ours!, peer };
  if (ours!.ready.parameters !== theirs!.ready.parameters) {
    throw new Error(
      `the parameters differ: ${ours!.ready.parameters} and ${theirs!.ready.parameters}`,
    );
  }
  return { name, ours: ours!, peer: theirs! };
}

await runBenchmark(async () => {
  const options = parseOptimizerOptions(process.argv.slice(2));
  const python = await ensurePeer(cacheFolder(), say);
  const setting = describeSetting();
  const pairs: OptimizerPair[] = [];
  for (const comparison of options.comparisons) {
    pairs.push(await compare(comparison, options, python));
  }
  const { shape, steps } = options;
  const { parameters } = pairs[0]!.ours.ready;
  console.log(optimizerTimeTable(pairs.map(summariseOptimizers)));
  console.log(`\n${shape.name}: ${parameters} parameters.`);
  const { name, model, vocabulary } = shape;
  writeRecord(options.json, setting, { shape: { name, model, vocabulary }, steps, pairs });
});
