import { UserError } from '../../src/platform/errors.ts';
import { benchmarkParser, countOption } from '../harness/arguments.ts';
import { listOption, SHAPES } from '../harness/shapes.ts';

export type DeviceOptions = ReturnType<typeof parseDeviceOptions>;

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseDeviceOptions(argv: readonly string[]) {
  const usage = 'Trains on a GPU: tokens a second, and the losses beside those of the processor.';
  const { backend, shapes, steps, compared, json } = benchmarkParser('device', usage, argv)
    .option('backend', {
      choices: ['webgpu', 'tensorflow'] as const,
      default: 'webgpu' as const,
      describe: 'webgpu, or tensorflow where `make setup GPU=1` has set up CUDA',
    })
    .option('shapes', {
      ...listOption('--shapes', SHAPES, 'Which sizes of model'),
      default: 'small,base',
    })
    .option('steps', { ...countOption('--steps', 'Steps timed on the device'), default: 300 })
    .option('compared', {
      ...countOption('--compared', 'Steps that the processor takes too, to compare the losses'),
      default: 20,
    })
    .parseSync();
  requireCompared(compared, steps);
  return { backend, shapes, steps, compared, json };
}

/** @throws UserError where more steps are to be compared than are taken */
export function requireCompared(compared: number, steps: number): void {
  if (compared <= steps) return;
  throw new UserError(`--compared ${compared}: expected no more than the ${steps} steps taken`);
}
