import type { Argv } from 'yargs';
import { wholeNumber } from './number-option.ts';
import { KEPT } from './option-groups.ts';

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
      group: KEPT,
      describe: 'Go on from the newest checkpoint; --no-resume begins anew',
    })
    .option('checkpoint-every', {
      requiresArg: true,
      coerce: wholeNumber('--checkpoint-every'),
      default: 500,
      group: KEPT,
      describe: 'Steps from one checkpoint to the next',
    })
    .option('keep-checkpoints', {
      requiresArg: true,
      coerce: wholeNumber('--keep-checkpoints'),
      default: 2,
      group: KEPT,
      describe: 'How many of the last checkpoints are kept, beside the best',
    });
}

/** What the arguments say about checkpoints. */
export function checkpointSettings(args: CheckpointArguments) {
  return {
    resume: args.resume,
    every: args['checkpoint-every'],
    keep: args['keep-checkpoints'],
  };
}
