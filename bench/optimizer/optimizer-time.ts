// `make bench-optimizers`: times updates of our optimisers and of torch.optim; README.md says how.
import { parameterShapes } from '../../src/model/parameters.ts';
import { describeSetting, runBenchmark, writeRecord } from '../harness/benchmark.ts';
import { commandOf, takeTurns } from '../harness/contestants.ts';
import { ensurePeers } from '../harness/peers.ts';
import type { Shape } from '../harness/shapes.ts';
import type { OptimizerComparison } from './comparisons.ts';
import { type OptimizerTimeOptions, parseOptimizerOptions } from './options.ts';
import { OPTIMIZER_PROTOCOL, type OptimizerWorkload } from './protocol.ts';
import { type OptimizerPair, optimizerTimeTable, summariseOptimizers } from './summary.ts';

const SEED = 1;

function workloadOf({ model, vocabulary }: Shape, comparison: OptimizerComparison) {
  return {
    shapes: parameterShapes(model, vocabulary),
    optimizer: comparison.optimizer,
    seed: SEED,
  } satisfies OptimizerWorkload;
}

/** Times one optimiser here and in PyTorch, in turn. */
async function compare(
  comparison: OptimizerComparison,
  { shape, rounds, steps }: OptimizerTimeOptions,
  python: string,
): Promise<OptimizerPair> {
  const { name, peer } = comparison;
  const workload = workloadOf(shape, comparison);
  const files = ['optimizer/ours.ts', ...('name' in peer ? ['optimizer/torch_optimizer.py'] : [])];
  const entrants = files.map((file) => ({
    name: file,
    command: commandOf(file, python),
    workload,
  }));
  const plan = { rounds, request: { steps } };
  const [ours, theirs] = await takeTurns(name, entrants, OPTIMIZER_PROTOCOL, plan);
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
  const python = await ensurePeers();
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
