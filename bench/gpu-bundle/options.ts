import { wholeNumber } from '../../src/cli/number-option.ts';
import { UserError } from '../../src/platform/errors.ts';
import { benchmarkParser } from '../harness/arguments.ts';
import { BATCH, namedList, type Shape } from '../harness/shapes.ts';
import { BUNDLE_SHAPES } from './shapes.ts';

export type BundleOptions = {
  readonly shapes: readonly Shape[];
  /** Steps that are timed on the device. */
  readonly steps: number;
  /** Steps that the processor takes too, for their losses to be compared. */
  readonly compared: number;
  /** Sentence pairs of a batch. */
  readonly sentences: number;
  /** Of everything. */
  readonly seconds: number;
  /** Whether a program that plays a GPU will do. */
  readonly software: boolean;
  readonly json: string;
};

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseBundleOptions(argv: readonly string[]): BundleOptions {
  const usage =
    "Trains on this machine's GPU through WebGPU: milliseconds a step, and the losses beside the " +
    "processor's. The same command again goes on with what is missing.";
  const { shapes, steps, compared, sentences, seconds, software, json } = benchmarkParser(
    'run.sh',
    usage,
    argv,
  )
    .default('json', 'result.json')
    .option('shapes', {
      default: 'small,medium,base',
      requiresArg: true,
      coerce: namedList('--shapes', BUNDLE_SHAPES),
      describe: `Which sizes of model, separated by commas: ${BUNDLE_SHAPES.map(({ name }) => name).join(', ')}`,
    })
    .option('steps', {
      default: 300,
      coerce: wholeNumber('--steps'),
      describe: 'Steps timed on the GPU, for each size and optimiser',
    })
    .option('compared', {
      default: 20,
      coerce: wholeNumber('--compared'),
      describe: 'Steps whose losses are compared with the processor',
    })
    .option('sentences', {
      default: BATCH.sentences,
      coerce: wholeNumber('--sentences'),
      describe: 'Sentence pairs of a batch; fewer make it quick where a program plays the GPU',
    })
    .option('seconds', {
      default: 440,
      coerce: wholeNumber('--seconds'),
      describe: 'Time for everything; what is not reached is said',
    })
    .option('software', {
      type: 'boolean',
      default: false,
      describe: 'Take a program that plays a GPU where there is none, to try this out',
    })
    .parseSync();
  if (compared > steps) {
    throw new UserError(`--compared ${compared}: expected no more than the ${steps} steps taken`);
  }
  return { shapes, steps, compared, sentences, seconds, software, json };
}
