// `make bench-campaign`: how many runs of an experiment this machine finishes in an hour, and what
// they spend their time on; README.md says how.
import path from 'node:path';
import { range } from 'd3-array';
import { SET } from '../../src/cli/config-options.ts';
import { type PlannedRun, planExperiment } from '../../src/experiment/plan.ts';
import { type RunnerObserver, runExperiment } from '../../src/experiment/runner.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { runName } from '../../src/results/run-name.ts';
import { benchmarkParser, countOption } from '../harness/arguments.ts';
import { describeSetting, runBenchmark, say, writeRecord } from '../harness/benchmark.ts';
import { describeCampaign, summarise, type TimedRun } from './summary.ts';

const EXPERIMENT = 'experiments/table2.yaml';

/** The two ends of the table, Adam and Adafactor, with what training they need to get anywhere. */
const SELECTION = { rows: ['B', 'O'], arms: ['warmup'] };

/** Times runs by what a runner reports of them. */
function stopwatch(timed: TimedRun[]): RunnerObserver {
  const begun = new Map<PlannedRun, { at: number; firstStep?: number }>();
  const ignored = () => {};
  return {
    planned: (all) => say(`${all} runs`),
    chosen: ignored,
    started: (run) => void begun.set(run, { at: performance.now() }),
    progress: (run, { step }) => {
      const times = begun.get(run)!;
      if (step > 0) times.firstStep ??= performance.now();
    },
    finished: (run, { timing }) => {
      const { at, firstStep = at } = begun.get(run)!;
      const name = runName(run);
      const { trainingSeconds, testSeconds = 0 } = timing;
      const whole = (performance.now() - at) / 1000;
      // The steps' own time has the first step in it, which ends the start.
      const start = (firstStep - at) / 1000;
      timed.push({ name, whole, start, steps: trainingSeconds, translation: testSeconds });
      say(`${name}: ${whole.toFixed(0)} s`);
    },
    interrupted: ignored,
    elsewhere: ignored,
    retried: (run, message) => say(`${runName(run)}: failed once: ${message}`),
    failed: (run, message) => say(`${runName(run)}: failed: ${message}`),
  };
}

await runBenchmark(async () => {
  const usage = 'Times runs of Table 2 as a campaign does them.';
  const parser = benchmarkParser('campaign', usage, process.argv.slice(2))
    .option('workers', {
      ...countOption('--workers', 'Runs at a time, one for each core'),
      default: 2,
    })
    .option('protocol', {
      type: 'string',
      requiresArg: true,
      describe: "A protocol YAML in place of the experiment's own",
    })
    .option('seeds', {
      ...countOption('--seeds', 'Seeds of each of the two rows; two take about nine minutes'),
      default: 2,
    })
    .option('set', SET);
  const { workers, protocol, seeds, set, json } = parser.parseSync();
  const setting = describeSetting();
  const selected = { ...SELECTION, seeds: range(1, seeds + 1), protocol, overrides: set };
  const plan = planExperiment(EXPERIMENT, selected);
  const runs: TimedRun[] = [];
  const begin = performance.now();
  await withTemporaryFolder((folder) =>
    runExperiment(plan, {
      results: path.join(folder, 'results'),
      runs: path.join(folder, 'runs'),
      workers,
      retries: 0,
      backend: {},
      executor: 'auto',
      checkpoints: { resume: true, every: 500, keep: 2 },
      tensorboard: false,
      observer: stopwatch(runs),
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  if (runs.length < plan.runs.length) {
    throw new Error(`${plan.runs.length - runs.length} of ${plan.runs.length} runs failed`);
  }
  const summary = summarise(runs, seconds);
  console.log(describeCampaign(summary));
  writeRecord(json, setting, { workers, config: plan.runs[0]!.config, runs, ...summary });
});
