import type { Argv } from 'yargs';
import { wholeNumber } from './number-option.ts';
import { WHERE } from './option-groups.ts';
import { type SlurmArguments, slurmOptions } from './slurm-options.ts';

export type LaunchArguments = SlurmArguments & {
  on: 'local' | 'slurm';
  shard: string | undefined;
  gpus: string | undefined;
  'gpus-per-run': number;
};

/** Where the runs of an experiment compute, and which of them this command does. */
export function launchOptions<T>(args: Argv<T>) {
  return slurmOptions(
    args
      .option('on', {
        choices: ['local', 'slurm'] as const,
        default: 'local' as const,
        group: WHERE,
        describe: 'Where: in this process, or as jobs of a Slurm cluster, one a run',
      })
      .option('shard', {
        type: 'string',
        requiresArg: true,
        group: WHERE,
        describe:
          'Only the I-th of N parts, I/N, such as 2/8: for schedulers that start N processes',
      })
      .option('gpus', {
        type: 'string',
        requiresArg: true,
        group: WHERE,
        describe: 'Runs at a time: one on each of these GPUs of NVIDIA, such as 0-3, or all',
      })
      .option('gpus-per-run', {
        requiresArg: true,
        coerce: wholeNumber('--gpus-per-run'),
        default: 1,
        group: WHERE,
        describe: 'GPUs of one run; 1 is all that there is',
      }),
  );
}
