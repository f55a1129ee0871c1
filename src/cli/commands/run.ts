import type { CommandModule } from 'yargs';
import { CommandFailure, UserError } from '../../errors.ts';
import { type BackendArguments, backendOptions } from '../backend-options.ts';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';

type Arguments = BackendArguments &
  ExperimentArguments & { config: string; runs: string; workers: number };

export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <config>',
  describe: 'Do every run of an experiment that has no result yet',
  builder: (args) =>
    backendOptions(
      experimentOptions(configOptions(args, 'An experiment YAML, such as experiments/table1.yaml')),
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
    const failures = await runExperiment(planExperiment(args.config, planOptions(args)), {
      results,
      runs,
      workers,
      backend: threads === undefined ? { backend } : { backend, threads },
      executor,
      observer: runnerObserver(),
    });
    if (failures > 0) {
      throw new CommandFailure(
        `${failures === 1 ? '1 run' : `${failures} runs`} failed; ` +
          'the same command tries again and keeps what is done',
      );
    }
  },
};
