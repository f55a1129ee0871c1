import type { Argv } from 'yargs';
import type { BackendName } from '../backend/info.ts';
import { BACKENDS } from '../backend/info.ts';
import { NUMERICS, type Numerics } from '../backend/numerics.ts';
import type { BackendOptions } from '../backend/start.ts';
import { wholeNumber } from './number-option.ts';
import { HOW } from './option-groups.ts';

export type BackendArguments = {
  backend: 'auto' | BackendName;
  threads: number | undefined;
  executor: 'auto' | 'eager' | 'graph';
  numerics: Numerics | undefined;
};

/** What a command computes on. */
export function backendOption<T>(args: Argv<T>) {
  return args.option('backend', {
    choices: ['auto', ...BACKENDS] as const,
    default: 'auto' as const,
    group: HOW,
    describe:
      'What computes; auto takes TensorFlow where it loads, else a GPU through WebGPU, else WASM',
  });
}

/** The arguments of every command that trains. */
export function backendOptions<T>(args: Argv<T>) {
  return backendOption(args)
    .option('executor', {
      choices: ['auto', 'eager', 'graph'] as const,
      default: 'auto' as const,
      group: HOW,
      describe:
        'How: operation by operation, or traced into graphs; auto takes graphs on TensorFlow',
    })
    .option('numerics', {
      choices: NUMERICS,
      group: HOW,
      describe:
        'portable: the same bits on every x86-64 processor with AVX2; native: the fastest ' +
        'instructions of this one [default: portable where the processor can]',
    })
    .option('threads', {
      requiresArg: true,
      coerce: wholeNumber('--threads'),
      group: HOW,
      describe: 'Threads that one operation may use [default: one for each core]',
    });
}

/** What the arguments say of how to start the backend. */
export function backendSettings({
  backend,
  threads,
  numerics,
}: BackendArguments): BackendOptions & {
  backend: BackendArguments['backend'];
} {
  return {
    backend,
    ...(threads === undefined ? {} : { threads }),
    ...(numerics === undefined ? {} : { numerics }),
  };
}
