// `make bench-memory`, `make bench-long`: whether a run that goes on and on grows or gets slower;
// README.md says how.
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/backend/start.ts';
import { UserError } from '../../src/platform/errors.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { openTask, type Task } from '../../src/train/task.ts';
import { benchmarkParser, chosenConfig, countOption, withConfig } from '../harness/arguments.ts';
import { describeSetting, runBenchmark, say, writeRecord } from '../harness/benchmark.ts';
import { resultTable } from '../harness/table.ts';
import { trainOnGraph } from '../harness/training-setup.ts';
import { growth, type Sample, slowdown } from './samples.ts';

/** Steps from one checkpoint to the next, as `sublinear train` has them. */
const CHECKPOINT_EVERY = 500;

/** Takes samples of this process; `countingTokens` tells it of batches. */
function sampler() {
  let tokens = 0;
  let since = performance.now();
  return {
    countingTokens: (task: Task): Task => ({
      ...task,
      batches: {
        ...task.batches,
        batch: (number) => {
          const batch = task.batches.batch(number);
          tokens += batch.sourceTokens + batch.targetTokens;
          return batch;
        },
      },
    }),
    sample: (step: number): Sample => {
      const now = performance.now();
      const tokensPerSecond = (1000 * tokens) / (now - since);
      tokens = 0;
      since = now;
      const residentBytes = process.memoryUsage.rss();
      return { step, residentBytes, tensors: tf.memory().numTensors, tokensPerSecond };
    },
  };
}

function printTable(samples: readonly Sample[]): void {
  const rows = samples.map(({ step, residentBytes, tensors, tokensPerSecond }) => [
    String(step),
    (residentBytes / 1e6).toFixed(1),
    String(tensors),
    tokensPerSecond.toFixed(0),
  ]);
  const header = ['step', 'resident memory, MB', 'tensors', 'tokens/s'];
  console.log(resultTable(header, rows, 0));
  console.log(
    `\nThe most that memory rose from one look to a later one: ${percent(growth(samples))}`,
  );
  console.log(`Slower at the end than at the start by: ${percent(slowdown(samples))}`);
}

const percent = (part: number): string => `${(100 * part).toFixed(2)}%`;

await runBenchmark(async () => {
  const usage =
    'Trains on the graph executor and looks at resident memory, tensors and speed now and then.';
  const parser = benchmarkParser('memory-growth', usage, process.argv.slice(2))
    .option('every', { ...countOption('--every', 'Steps from one look to the next'), default: 100 })
    .option('records', {
      type: 'boolean',
      default: false,
      describe: 'Log, measure and save checkpoints as a run does, into a temporary folder',
    });
  const args = withConfig(parser, 'memory/memory.yaml').parseSync();
  const config = chosenConfig(args);
  const { logEvery } = config.training;
  if (args.every % logEvery !== 0) {
    throw new UserError(
      `--every ${args.every}: expected a multiple of training.logEvery, which is ${logEvery}: ` +
        'in between, results of steps are waiting to be read',
    );
  }
  const setting = describeSetting();
  const backend = await startBackend({ backend: 'tensorflow' });
  const samples: Sample[] = [];
  const { countingTokens, sample } = sampler();
  const task = countingTokens(await openTask(config));
  const onLog = (step: number) => {
    if (step % args.every !== 0) return;
    samples.push(sample(step));
    say(`step ${step} of ${config.training.steps}`);
  };
  await withTemporaryFolder(async (folder) => {
    const checkpointEvery = args.records ? CHECKPOINT_EVERY : undefined;
    const setup = { config, task, backend, folder, checkpointEvery, onLog };
    (await trainOnGraph(setup)).dispose();
  });
  printTable(samples);
  const findings = { growth: growth(samples), slowdown: slowdown(samples) };
  writeRecord(args.json, setting, { backend, config, ...findings, samples });
});
