import type { CommandModule } from 'yargs';
import { UserError } from '../../errors.ts';
import { type BackendArguments, backendOptions } from '../backend-options.ts';
import {
  type CheckpointArguments,
  checkpointOptions,
  checkpointSettings,
} from '../checkpoint-options.ts';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';
import { type SlurmArguments, slurmOptions } from '../slurm-options.ts';
import { type TensorboardArguments, tensorboardOption } from '../tensorboard-option.ts';

type Arguments = BackendArguments &
  CheckpointArguments &
  ExperimentArguments &
  SlurmArguments &
  TensorboardArguments & {
    config: string;
    runs: string;
    workers: number;
    retries: number;
    'dry-run': boolean;
    json: boolean;
    on: 'local' | 'slurm';
    shard: string | undefined;
    gpus: string | undefined;
    'gpus-per-run': number;
  };

function wholeNumber(flag: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UserError(`${flag} ${value}: expected a whole number from ${least}`);
}

export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <config>',
  describe: 'Do every run of an experiment that has no result yet',
  builder: (args) =>
    backendOptions(
      checkpointOptions(
        tensorboardOption(
          experimentOptions(
            slurmOptions(
              configOptions(args, 'An experiment YAML, such as experiments/table1.yaml'),
            ),
          ),
        ),
      ),
    )
      .option('on', {
        choices: ['local', 'slurm'] as const,
        default: 'local' as const,
        describe: 'Where: in this process, or as jobs of a Slurm cluster, one a run',
      })
      .option('shard', {
        type: 'string',
        describe:
          'Only the I-th of N parts, I/N, such as 2/8: for schedulers that start N processes',
      })
      .option('runs', {
        type: 'string',
        default: 'runs',
        describe: 'Folder for logs, checkpoints and translations',
      })
      .option('workers', { type: 'number', default: 1, describe: 'Runs at a time' })
      .option('gpus', {
        type: 'string',
        describe: 'Runs at a time: one on each of these GPUs of NVIDIA, such as 0-3, or all',
      })
      .option('gpus-per-run', {
        type: 'number',
        default: 1,
        describe: 'GPUs of one run; 1 is all that there is',
      })
      .option('retries', {
        type: 'number',
        default: 1,
        describe: 'How often a run that crashes is tried again, from its newest checkpoint',
      })
      .option('dry-run', {
        type: 'boolean',
        default: false,
        describe:
          'List the runs, what is done of them and how long the rest will take; run nothing',
      })
      .option('json', { type: 'boolean', default: false, describe: 'With --dry-run: as JSON' })
      .example(
        '$0 run experiments/table2.yaml --only O,P --arms none --seeds 1,2,3 --workers 2',
        'Two rows without warm-up, three seeds each, two runs at a time',
      )
      .example('$0 run experiments/table2.yaml --dry-run', 'What is left to do, and its cost'),
  handler: async (args) => {
    const { results, runs, backend, threads, executor } = args;
    const { gpusOf } = await import('../gpu-options.ts');
    const gpus = gpusOf(args);
    const workers = gpus?.length ?? wholeNumber('--workers', args.workers, 1);
    const retries = wholeNumber('--retries', args.retries, 0);
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
    const unfinished = await runExperiment(plan, {
      results,
      runs,
      workers,
      retries,
      ...(gpus === undefined ? {} : { gpus }),
      backend: threads === undefined ? { backend } : { backend, threads },
      executor,
      checkpoints: checkpointSettings(args),
      tensorboard: args.tensorboard,
      observer,
    }).finally(observer.close);
    requireFinished(unfinished);
  },
};
