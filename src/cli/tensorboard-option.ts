import type { Argv } from 'yargs';

export type TensorboardArguments = { tensorboard: boolean };

/** For every command that trains. */
export function tensorboardOption<T>(args: Argv<T>) {
  return args.option('tensorboard', {
    type: 'boolean',
    default: false,
    describe: "Also write event files for TensorBoard into each run's folder",
  });
}
