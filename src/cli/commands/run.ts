import type { CommandModule } from 'yargs';
import { UserError } from '../../errors.ts';
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
import { HOW, KEPT, PRINTED } from '../option-groups.ts';
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
    'dry-run': boolean;
    json: boolean;
  };

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
      .option('dry-run', {
        type: 'boolean',
        default: false,
        group: PRINTED,
        describe:
          'List the runs, what is done of them and how long the rest will take; run nothing',
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
      .example('$0 run table2 --dry-run', 'What is left to do, and its cost'),
  handler: async (args) => {
    const { results, runs, retries, threads, executor } = args;
    requireKind('an experiment', args.config);
    const { gpusOf } = await import('../gpu-options.ts');
    const gpus = gpusOf(args);
    const workers = gpus?.length ?? args.workers;
    if (args.json && !args['dry-run']) throw new UserError('--json: goes with --dry-run only');
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { localPace } = await import('../../experiment/cost.ts');
    const { threadsPerWorker } = await import('../../experiment/worker-process.ts');
    const { parseShard, shardOf } = await import('../../experiment/launchers/shard.ts');
    const whole = planExperiment(args.config, planOptions(args));
    const plan = args.shard === undefined ? whole : shardOf(whole, parseShard(args.shard));
    const pace = localPace(results, plan.protocol, threads ?? threadsPerWorker(workers));
    if (args.on === 'slurm') {
      const { submitToSlurm } = await import('../submit-to-slurm.ts');
      await submitToSlurm(plan, args);
      return;
    }
    if (args['dry-run']) {
      const { outline } = await import('../../experiment/outline.ts');
      const { requireData } = await import('../../experiment/required-data.ts');
      const { describeOutline } = await import('../outline-report.ts');
      const listed = outline(plan, { results, runs, workers, pace });
      console.log(args.json ? JSON.stringify(listed, null, 2) : describeOutline(listed));
      if (listed.done < listed.runs.length) requireData(plan.runs[0]!.config);
      return;
    }
    const { runExperiment } = await import('../../experiment/runner.ts');
    const { createTimeLeft } = await import('../../experiment/time-left.ts');
    const { runnerObserver } = await import('../runner-observer.ts');
    const { requireFinished } = await import('../unfinished-report.ts');
    const observer = runnerObserver((todo) => createTimeLeft(todo, workers, pace));
    const forget = onStop(() =>
      observer.say('stopping: each run saves itself after its step; press again to stop now'),
    );
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
      forget();
      observer.close();
    });
    requireFinished(unfinished);
  },
};
