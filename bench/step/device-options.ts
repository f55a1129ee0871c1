import { wholeNumber } from '../../src/cli/number-option.ts';
import { UserError } from '../../src/platform/errors.ts';
import { benchmarkParser } from '../harness/arguments.ts';
import { namedList, SHAPES, type Shape } from '../harness/shapes.ts';

export type DeviceOptions = {
  readonly backend: 'webgpu' | 'tensorflow';
  readonly shapes: readonly Shape[];
  /** Steps that are timed on the device. */
  readonly steps: number;
  /** Steps that the processor takes too, for their losses to be compared. */
  readonly compared: number;
  readonly json: string;
};

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseDeviceOptions(argv: readonly string[]): DeviceOptions {
  const usage = 'Trains on a GPU: tokens a second, and the losses beside those of the processor.';
  const { backend, shapes, steps, compared, json } = benchmarkParser('device', usage, argv)
    .option('backend', {
      choices: ['webgpu', 'tensorflow'] as const,
      default: 'webgpu' as const,
      describe: 'webgpu, or tensorflow where `make setup GPU=1` has set up CUDA',
    })
    .option('shapes', {
      default: 'small,base',
      requiresArg: true,
      coerce: namedList('--shapes', SHAPES),
      describe: `Which sizes of model, separated by commas: ${SHAPES.map(({ name }) => name).join(', ')}`,
    })
    .option('steps', {
      default: 300,
      coerce: wholeNumber('--steps'),
      describe: 'Steps timed on the device',
    })
    .option('compared', {
      default: 20,
      coerce: wholeNumber('--compared'),
      describe: 'Steps whose losses are compared with the processor',
    })
    .parseSync();
  if (compared > steps) {
    throw new UserError(`--compared ${compared}: expected no more than the ${steps} steps taken`);
  }
  return { backend, shapes, steps, compared, json };
}
