import type { CommandModule } from 'yargs';
import type { Pace } from '../../experiment/cost.ts';
import type { PlannedExperiment } from '../../experiment/definition.ts';
import { StoppedError, UserError } from '../../platform/errors.ts';
import { onStop } from '../../platform/stop-request.ts';
import { type BackendArguments, backendOptions, backendSettings } from '../backend-options.ts';
import {
  type CheckpointArguments,
  checkpointOptions,
  checkpointSettings,
} from '../checkpoint-options.ts';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';
import { type LaunchArguments, launchOptions } from '../launch-options.ts';
import { wholeNumber } from '../number-option.ts';
import { HOW, KEPT, PRINTED, WHAT } from '../option-groups.ts';
import { type TensorboardArguments, tensorboardOption } from '../tensorboard-option.ts';
import { requireKind } from '../yaml-kind.ts';

type Arguments = BackendArguments &
  CheckpointArguments &
  ExperimentArguments &
  LaunchArguments &
  TensorboardArguments & {
    config: string;
    runs: string;
    workers: number;
    retries: number;
    'until-decided': boolean;
    budget: number | undefined;
    'dry-run': boolean;
    pace: string | undefined;
    json: boolean;
  };

/** How many runs at a time, and the GPU of each, where they have one. */
type Devices = { readonly workers: number; readonly gpus: readonly string[] | undefined };

/** The rounds that open claims need, each planned when the one before it is done. */
async function* roundsOf(args: Arguments): AsyncGenerator<PlannedExperiment> {
  const { nextRound } = await import('../until-decided.ts');
  let left = args.budget ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const next = nextRound(args.config, planOptions(args), args.results, left);
    if (next === undefined) {
      console.error('no claim is open that a round has seeds for');
      return;
    }
    const { round, claims, plan } = next;
    if (plan.runs.length === 0) {
      console.error(`round ${round}: ${claims} open claims; the budget has no room for one's runs`);
      return;
    }
    console.error(`round ${round}: ${claims} open claims, ${plan.runs.length} runs`);
    yield plan;
    left -= plan.runs.length;
  }
}

/** Lists the runs of `plan`, what is done of them and how long the rest will take. */
async function list(
  plan: PlannedExperiment,
  pace: Pace | undefined,
  args: Arguments,
): Promise<void> {
  const { results, runs, workers } = args;
  const { planStatus } = await import('../../experiment/plan-status.ts');
  const { requireData } = await import('../../experiment/required-data.ts');
  const { describePlan } = await import('../plan-report.ts');
  const listed = planStatus(plan, { results, runs, workers, pace });
  console.log(args.json ? JSON.stringify(listed, null, 2) : describePlan(listed));
  if (listed.done < listed.runs.length) requireData(plan.runs[0]!.config);
}

/**
 * Does the runs of `plan` that have no result yet.
 *
 * @returns whether somebody asked to stop after the last run had begun, which had its result anyway
 * @throws StoppedError where runs were stopped, and CommandFailure where they ended without a result
 */
async function doRuns(
  plan: PlannedExperiment,
  pace: Pace | undefined,
  args: Arguments,
  { workers, gpus }: Devices,
): Promise<boolean> {
  const { results, runs, retries, executor } = args;
  const { runExperiment } = await import('../../experiment/runner.ts');
  const { createTimeLeft } = await import('../../experiment/time-left.ts');
  const { runnerObserver } = await import('../runner-observer.ts');
  const { requireFinished } = await import('../unfinished-report.ts');
  const observer = runnerObserver((todo) => createTimeLeft(todo, workers, pace));
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    observer.say('stopping: each run saves itself after its step; press again to stop now');
  };
  const forget = onStop(stop);
  const unfinished = await runExperiment(plan, {
    results,
    runs,
    workers,
    retries,
    ...(gpus === undefined ? {} : { gpus }),
    backend: backendSettings(args),
    executor,
    checkpoints: checkpointSettings(args),
    tensorboard: args.tensorboard,
    observer,
  }).finally(() => {
    observer.close();
    forget();
  });
  requireFinished(unfinished);
  return isStopped;
}

export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <config>',
  describe: 'Do every run of an experiment that has no result yet',
  builder: (args) =>
    backendOptions(
      checkpointOptions(
        tensorboardOption(
          experimentOptions(
            launchOptions(
              configOptions(args, 'experiment', 'An experiment: a name, such as table1, or a YAML'),
            ),
          ),
        ),
      ),
    )
      .option('runs', {
        type: 'string',
        default: 'runs',
        group: KEPT,
        describe: 'Folder for logs, checkpoints and translations',
      })
      .option('workers', {
        requiresArg: true,
        coerce: wholeNumber('--workers'),
        default: 1,
        group: HOW,
        describe: 'Runs at a time',
      })
      .option('retries', {
        requiresArg: true,
        coerce: wholeNumber('--retries', 0),
        default: 1,
        group: HOW,
        describe: 'How often a run that crashes is tried again, from its newest checkpoint',
      })
      .option('until-decided', {
        type: 'boolean',
        default: false,
        group: WHAT,
        describe:
          'Do only what open claims need, round after round, until all are decided or have had ' +
          'every round (experiments/VERDICTS.md)',
      })
      .option('budget', {
        requiresArg: true,
        coerce: wholeNumber('--budget'),
        group: WHAT,
        describe: 'With --until-decided: how many runs at most [default: no limit]',
      })
      .option('dry-run', {
        type: 'boolean',
        default: false,
        group: PRINTED,
        describe:
          'List the runs, what is done of them and how long the rest will take; run nothing',
      })
      .option('pace', {
        type: 'string',
        requiresArg: true,
        group: PRINTED,
        describe:
          'With --dry-run: estimate from this file, a record of `make bench-device` or the result of ' +
          'a run [default: runs that this machine did]',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        group: PRINTED,
        describe: 'With --dry-run: as JSON',
      })
      .example(
        '$0 run table2 --only O,P --arms none --seeds 1-3 --workers 2',
        'Two rows without warm-up, three seeds each, two runs at a time',
      )
      .example('$0 run table2 --dry-run', 'What is left to do, and its cost')
      .example(
        '$0 run table2 --protocol paper --dry-run --workers 8 --pace bench/results/device.json',
        "The paper's own protocol on eight of the GPUs that the record is of",
      ),
  handler: async (args) => {
    requireKind('an experiment', args.config);
    const { gpusOf } = await import('../gpu-options.ts');
    const gpus = gpusOf(args);
    const workers = gpus?.length ?? args.workers;
    if (args.json && !args['dry-run']) throw new UserError('--json: goes with --dry-run only');
    if (args.shard !== undefined && args['until-decided']) {
      throw new UserError(
        '--shard: its parts follow from the experiment alone, and the rounds of --until-decided ' +
          'from its results; leave out one of the two, or use --on slurm',
      );
    }
    if (args.pace !== undefined && !args['dry-run']) {
      throw new UserError('--pace: goes with --dry-run only');
    }
    if (args.budget !== undefined && !args['until-decided']) {
      throw new UserError('--budget: goes with --until-decided only');
    }
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { expectedPace } = await import('../../experiment/expected-pace.ts');
    const { threadsPerWorker } = await import('../../experiment/worker-process.ts');
    const { parseShard, shardOf } = await import('../../experiment/launchers/shard.ts');
    const threads = args.threads ?? threadsPerWorker(workers);
    const planned = args['until-decided']
      ? roundsOf(args)
      : [planExperiment(args.config, planOptions(args))];
    let isPlanned = false;
    for await (const whole of planned) {
      isPlanned = true;
      const plan = args.shard === undefined ? whole : shardOf(whole, parseShard(args.shard));
      const pace = expectedPace(plan, { ...args, threads });
      if (args.on === 'slurm') {
        const { submitToSlurm } = await import('../submit-to-slurm.ts');
        return submitToSlurm(plan, args);
      }
      if (args['dry-run']) return list(plan, pace, { ...args, workers });
      const isStopped = await doRuns(plan, pace, args, { workers, gpus });
      if (isStopped && args['until-decided']) {
        throw new StoppedError('stopped after a round; the same command goes on with the next one');
      }
    }
    if (!isPlanned && args.json) {
      const plan = planExperiment(args.config, planOptions(args));
      await list({ ...plan, runs: [], tunings: [] }, undefined, { ...args, workers });
    }
  },
};
