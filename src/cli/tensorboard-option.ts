import type { Argv } from 'yargs';
import { KEPT } from './option-groups.ts';

export type TensorboardArguments = { tensorboard: boolean };

/** For every command that trains. */
export function tensorboardOption<T>(args: Argv<T>) {
  return args.option('tensorboard', {
    type: 'boolean',
    default: false,
    group: KEPT,
    describe: "Also write event files for TensorBoard into each run's folder",
  });
}
