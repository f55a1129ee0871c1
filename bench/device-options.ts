import yargs from 'yargs';
import { UserError } from '../src/errors.ts';
import { SHAPES, type Shape } from './shapes.ts';

export type DeviceOptions = {
  readonly backend: 'webgpu' | 'tensorflow';
  readonly shapes: readonly Shape[];
  /** Steps that are timed on the device. */
  readonly steps: number;
  /** Steps that the processor takes too, for their losses to be compared. */
  readonly compared: number;
  readonly json: string;
};

/** A model to try the benchmark itself with, where a program plays the GPU. */
const TRIAL: Shape = {
  name: 'trial',
  model: {
    ...SHAPES[0]!.model,
    encoderLayers: 1,
    decoderLayers: 1,
    dModel: 16,
    dFeedForward: 32,
    heads: 2,
  },
  vocabulary: 200,
  rounds: 1,
  steps: 1,
  timesOptimizer: false,
};

const ALL = [...SHAPES, TRIAL];

function wholeNumber(option: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`--${option}: given ${value}; expected a whole number from 1 on`);
}

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseDeviceOptions(argv: readonly string[]): DeviceOptions {
  const args = yargs([...argv])
    .scriptName('device')
    .usage('$0\n\nTrains on a GPU: tokens a second, and the losses beside those of the processor.')
    .option('backend', {
      choices: ['webgpu', 'tensorflow'] as const,
      default: 'webgpu' as const,
      describe: 'webgpu, or tensorflow where `make setup GPU=1` has set up CUDA',
    })
    .option('shapes', {
      type: 'string',
      default: 'small,base',
      requiresArg: true,
      describe: `Which sizes of model, separated by commas: ${ALL.map(({ name }) => name).join(', ')}`,
    })
    .option('steps', { type: 'number', default: 300, describe: 'Steps timed on the device' })
    .option('compared', {
      type: 'number',
      default: 20,
      describe: 'Steps whose losses are compared with the processor',
    })
    .option('json', {
      type: 'string',
      requiresArg: true,
      describe: 'The file to write to [default: bench/results/device-<backend>.json]',
    })
    .demandCommand(0, 0, undefined, 'expected no argument beside the options')
    .strict()
    .version(false)
    .help()
    .fail((message, error) => {
      throw new UserError(`${message ?? error?.message}. See \`device --help\`.`);
    })
    .parseSync();
  const steps = wholeNumber('steps', args.steps);
  const compared = wholeNumber('compared', args.compared);
  if (compared > steps) {
    throw new UserError(`--compared ${compared}: expected no more than the ${steps} steps taken`);
  }
  return {
    backend: args.backend,
    shapes: args.shapes.split(',').map((name) => {
      const shape = ALL.find((candidate) => candidate.name === name);
      if (shape !== undefined) return shape;
      const valid = ALL.map((candidate) => candidate.name).join(', ');
      throw new UserError(`--shapes: there is no shape "${name}"; valid: ${valid}`);
    }),
    steps,
    compared,
    json: args.json ?? `bench/results/device-${args.backend}.json`,
  };
}
