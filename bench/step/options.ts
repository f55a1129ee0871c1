import { wholeNumber } from '../../src/cli/number-option.ts';
import { benchmarkParser } from '../harness/arguments.ts';
import { namedList, SHAPES, type Shape } from '../harness/shapes.ts';

export type StepTimeOptions = {
  /** Each with the number of rounds that it is to have. */
  readonly shapes: readonly Shape[];
  /** Where the result goes. */
  readonly json: string;
};

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseOptions(argv: readonly string[]): StepTimeOptions {
  const usage = 'Times a training step of our executors, PyTorch, torch.compile and JAX, in turn.';
  const { shapes, rounds, json } = benchmarkParser('step-time', usage, argv)
    .option('shapes', {
      default: 'small,medium,base',
      requiresArg: true,
      coerce: namedList('--shapes', SHAPES),
      describe: 'Which sizes of model, separated by commas',
    })
    .option('rounds', {
      requiresArg: true,
      coerce: wholeNumber('--rounds'),
      describe: 'Turns of each contestant [default: 5, and 3 for base]',
    })
    .parseSync();
  return { shapes: shapes.map((shape) => ({ ...shape, rounds: rounds ?? shape.rounds })), json };
}
