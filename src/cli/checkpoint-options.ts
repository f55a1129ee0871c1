import type { Argv } from 'yargs';
import { UserError } from '../errors.ts';

export type CheckpointArguments = {
  resume: boolean;
  'checkpoint-every': number;
  'keep-checkpoints': number;
};

/** The arguments of every command that trains. */
export function checkpointOptions<T>(args: Argv<T>) {
  return args
    .option('resume', {
      type: 'boolean',
      default: true,
      describe: 'Go on from the newest checkpoint; --no-resume begins anew',
    })
    .option('checkpoint-every', {
      type: 'number',
      default: 500,
      describe: 'Steps from one checkpoint to the next',
    })
    .option('keep-checkpoints', {
      type: 'number',
      default: 2,
      describe: 'How many of the last checkpoints are kept, beside the best',
    });
}

function positiveInteger(flag: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UserError(`${flag} ${value}: expected a whole number from 1`);
  }
  return value;
}

/** What the arguments say about checkpoints. */
export function checkpointSettings(args: CheckpointArguments) {
  return {
    resume: args.resume,
    every: positiveInteger('--checkpoint-every', args['checkpoint-every']),
    keep: positiveInteger('--keep-checkpoints', args['keep-checkpoints']),
  };
}
