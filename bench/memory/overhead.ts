// `make bench-overhead`: what logs, diagnostics and checkpoints cost; README.md says how.
import { join } from 'node:path';
import { sum } from 'd3-array';
import type { BackendInfo } from '../../src/backend/info.ts';
import { startBackend } from '../../src/backend/start.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import { UserError } from '../../src/platform/errors.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { START } from '../../src/train/record.ts';
import { openTask } from '../../src/train/task.ts';
import { train } from '../../src/train/trainer.ts';
import { benchmarkParser, chosenConfig, countOption, withConfig } from '../harness/arguments.ts';
import { describeSetting, runBenchmark, say, writeRecord } from '../harness/benchmark.ts';
import { pairwise, type Spread, spread } from '../harness/statistics.ts';
import { range, resultTable } from '../harness/table.ts';
import { openTraining, type TrainingSetup } from '../harness/training-setup.ts';

/** Trains on, turn by turn, as one run would that is stopped and goes on at once. */
async function contestant(setup: Omit<TrainingSetup, 'task'>) {
  const task = await openTask(setup.config);
  const { executor, training } = await openTraining({ ...setup, task });
  let record = START;
  return {
    /** Milliseconds that the next `steps` steps take. */
    turn: async (steps: number): Promise<number> => {
      const end = record.step + steps;
      let done = record.step;
      const start = performance.now();
      const outcome = await train({
        ...training,
        record,
        afterStep: (step) => {
          done = step;
        },
        stopRequested: () => done === end,
      });
      const elapsed = performance.now() - start;
      if (outcome.status === 'diverged') {
        throw new Error(`training diverged at step ${outcome.record.step}`);
      }
      record = outcome.record;
      return elapsed;
    },
    dispose: () => executor.dispose(),
  };
}

/** Without points of the loss curve on the way: losses are read when a turn ends. */
function silent(config: RunConfig): RunConfig {
  return { ...config, training: { ...config.training, logEvery: config.training.steps } };
}

type Measured = {
  /** The first turns, in which TensorFlow prepares its graphs. */
  readonly first: { readonly recordingMs: number; readonly bareMs: number };
  readonly recordingMs: readonly number[];
  readonly bareMs: readonly number[];
};

const measure = (
  backend: BackendInfo,
  config: RunConfig,
  rounds: number,
  steps: number,
): Promise<Measured> =>
  withTemporaryFolder(async (folder) => {
    const setup = { backend, config, folder: join(folder, 'recording'), checkpointEvery: steps };
    const recording = await contestant(setup);
    const bare = await contestant({
      backend,
      config: silent(config),
      folder: join(folder, 'bare'),
    });
    const round = async (name: string) => {
      say(`${name}: ${steps} steps with records, then ${steps} without`);
      return { recordingMs: await recording.turn(steps), bareMs: await bare.turn(steps) };
    };
    const first = await round('to get warm');
    const measured = [];
    for (let i = 1; i <= rounds; i++) measured.push(await round(`round ${i} of ${rounds}`));
    recording.dispose();
    bare.dispose();
    return {
      first,
      recordingMs: measured.map(({ recordingMs }) => recordingMs),
      bareMs: measured.map(({ bareMs }) => bareMs),
    };
  });

const percent = (ratio: number): string => `${(100 * (ratio - 1)).toFixed(2)}%`;

function printTable({ first, recordingMs, bareMs }: Measured, steps: number): Spread {
  const row = (name: string, all: readonly number[], warmUp: number) => {
    const stepMs = spread(all.map((ms) => ms / steps));
    return [name, stepMs.median.toFixed(1), range(stepMs, 1), (warmUp / 1000).toFixed(1)];
  };
  console.log(
    resultTable(
      ['training', 'ms a step', 'range', `first ${steps} steps, s`],
      [
        row('with log, diagnostics and checkpoints', recordingMs, first.recordingMs),
        row('without', bareMs, first.bareMs),
      ],
    ),
  );
  const overhead = spread(pairwise(recordingMs, bareMs, (with_, without) => with_ / without));
  const { median, least, most } = overhead;
  console.log(`\nOverhead: ${percent(median)} (${percent(least)} to ${percent(most)})`);
  const whole = (first.recordingMs + sum(recordingMs)) / (first.bareMs + sum(bareMs));
  console.log(`Of the whole training, its start included: ${percent(whole)}`);
  return overhead;
}

await runBenchmark(async () => {
  const usage =
    'Trains with log, diagnostics and checkpoints at their defaults, and with none of them, in turn.';
  const parser = benchmarkParser('overhead', usage, process.argv.slice(2))
    .option('rounds', { ...countOption('--rounds', 'Turns of each that count'), default: 6 })
    .option('steps', {
      ...countOption('--steps', 'Steps of a turn, with one checkpoint at its end'),
      default: 500,
    });
  const args = withConfig(parser, 'memory/overhead.yaml').parseSync();
  const config = chosenConfig(args);
  const needed = (args.rounds + 1) * args.steps;
  if (config.training.steps < needed) {
    throw new UserError(
      `training.steps is ${config.training.steps}; ${args.rounds} rounds and one to get warm of ` +
        `${args.steps} steps take ${needed}: add --set training.steps=${needed}`,
    );
  }
  const setting = describeSetting();
  const backend = await startBackend({ backend: 'tensorflow' });
  const measured = await measure(backend, config, args.rounds, args.steps);
  const overhead = printTable(measured, args.steps);
  writeRecord(args.json, setting, { backend, config, steps: args.steps, overhead, ...measured });
});
