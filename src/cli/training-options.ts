import type { InferredOptionTypes } from 'yargs';
import { BACKENDS, EXECUTORS } from '../backend/info.ts';
import { NUMERICS } from '../backend/numerics.ts';
import { FILES, flag, HOW, whole } from './option.ts';

/** The backend. */
export const BACKEND = {
  choices: ['auto', ...BACKENDS],
  default: 'auto',
  group: HOW,
  describe: 'Backend; auto: TensorFlow if it loads, else WebGPU, else WASM',
} as const;

/** The options of every command that computes with a model. */
export const COMPUTING = {
  backend: BACKEND,
  executor: {
    choices: ['auto', ...EXECUTORS],
    default: 'auto',
    group: HOW,
    describe: 'eager: operation by operation; graph: traced; auto: graph on TensorFlow, else eager',
  },
  numerics: {
    choices: NUMERICS,
    group: HOW,
    describe:
      'portable: designed to give the same bits on every x86-64 processor with AVX2; native: the ' +
      'fastest instructions of this one [default: portable where the processor can]',
  },
  threads: whole(
    '--threads',
    'Threads that one operation may use [default: one for each core; --workers share them]',
    HOW,
  ),
} as const;

/** The options of every command that trains. */
export const TRAINING = {
  tensorboard: flag("Also write event files for TensorBoard into each run's folder", FILES),
  resume: {
    ...flag('Go on from the newest checkpoint; --no-resume begins anew', FILES),
    default: true,
  },
  'checkpoint-every': {
    ...whole('--checkpoint-every', 'Steps from one checkpoint to the next', FILES),
    default: 500,
  },
  'keep-checkpoints': {
    ...whole(
      '--keep-checkpoints',
      'How many of the last checkpoints are kept, beside the best',
      FILES,
    ),
    default: 2,
  },
  ...COMPUTING,
} as const;

type TrainingArguments = InferredOptionTypes<typeof TRAINING>;

/** What the arguments say of how runs are trained. */
export function trainingSettings(args: TrainingArguments) {
  const { backend, threads, numerics, executor, tensorboard } = args;
  return {
    backend: { backend, threads, numerics },
    executor,
    checkpoints: {
      resume: args.resume,
      every: args['checkpoint-every'],
      keep: args['keep-checkpoints'],
    },
    tensorboard,
  };
}
