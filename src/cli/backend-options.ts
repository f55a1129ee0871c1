import type { Argv } from 'yargs';

export type BackendArguments = {
  backend: 'auto' | 'tensorflow' | 'wasm';
  threads: number | undefined;
  executor: 'auto' | 'eager' | 'graph';
};

/** The arguments of every command that computes. */
export function backendOptions<T>(args: Argv<T>) {
  return args
    .option('backend', {
      choices: ['auto', 'tensorflow', 'wasm'] as const,
      default: 'auto' as const,
      describe: 'What computes; auto takes TensorFlow where it loads, else WASM',
    })
    .option('executor', {
      choices: ['auto', 'eager', 'graph'] as const,
      default: 'auto' as const,
      describe:
        'How: operation by operation, or traced into graphs; auto takes graphs on TensorFlow',
    })
    .option('threads', {
      type: 'number',
      describe: 'Threads that one operation may use [default: one for each core]',
    });
}
