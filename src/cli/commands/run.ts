import type { CommandModule } from 'yargs';
import { CommandFailure, UserError } from '../../errors.ts';
import { type BackendArguments, backendOptions } from '../backend-options.ts';
import {
  type CheckpointArguments,
  checkpointOptions,
  checkpointSettings,
} from '../checkpoint-options.ts';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';
import { type TensorboardArguments, tensorboardOption } from '../tensorboard-option.ts';

type Arguments = BackendArguments &
  CheckpointArguments &
  ExperimentArguments &
  TensorboardArguments & { config: string; runs: string; workers: number };

export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <config>',
  describe: 'Do every run of an experiment that has no result yet',
  builder: (args) =>
    backendOptions(
      checkpointOptions(
        tensorboardOption(
          experimentOptions(
            configOptions(args, 'An experiment YAML, such as experiments/table1.yaml'),
          ),
        ),
      ),
    )
      .option('runs', {
        type: 'string',
        default: 'runs',
        describe: 'Folder for logs and translations',
      })
      .option('workers', { type: 'number', default: 1, describe: 'Runs at a time' }),
  handler: async (args) => {
    const { results, runs, workers, backend, threads, executor } = args;
    if (!Number.isInteger(workers) || workers < 1) {
      throw new UserError(`--workers ${workers}: expected a whole number from 1`);
    }
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { runExperiment } = await import('../../experiment/runner.ts');
    const { runnerObserver } = await import('../runner-observer.ts');
    const { failed, interrupted } = await runExperiment(
      planExperiment(args.config, planOptions(args)),
      {
        results,
        runs,
        workers,
        backend: threads === undefined ? { backend } : { backend, threads },
        executor,
        checkpoints: checkpointSettings(args),
        tensorboard: args.tensorboard,
        observer: runnerObserver(),
      },
    );
    if (failed + interrupted > 0) {
      const counts = [
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(interrupted > 0 ? [`${interrupted} stopped`] : []),
      ];
      throw new CommandFailure(
        `runs without a result: ${counts.join(', ')}; the same command goes on and keeps what is done`,
      );
    }
  },
};
