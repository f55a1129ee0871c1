import { UserError } from '../src/errors.ts';
import { benchmarkParser, requireCount } from './arguments.ts';
import { SHAPES, type Shape } from './shapes.ts';

export type StepTimeOptions = {
  /** Each with the number of rounds that it is to have. */
  readonly shapes: readonly Shape[];
  /** Where the result goes. */
  readonly json: string;
};

const SHAPE_NAMES = SHAPES.map(({ name }) => name);

function chosenShapes(list: string, rounds: number | undefined): Shape[] {
  return list.split(',').map((name) => {
    const shape = SHAPES.find((candidate) => candidate.name === name);
    if (shape === undefined) {
      throw new UserError(
        `--shapes: there is no shape "${name}"; valid: ${SHAPE_NAMES.join(', ')}`,
      );
    }
    return { ...shape, rounds: rounds ?? shape.rounds };
  });
}

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseOptions(argv: readonly string[]): StepTimeOptions {
  const usage = 'Times a training step of both executors and of PyTorch, in turn.';
  const args = benchmarkParser('step-time', usage, argv)
    .option('shapes', {
      type: 'string',
      default: SHAPE_NAMES.join(','),
      requiresArg: true,
      describe: 'Which sizes of model, separated by commas',
    })
    .option('rounds', {
      type: 'number',
      requiresArg: true,
      describe: 'Turns of each contestant [default: 5, and 3 for base]',
    })
    .parseSync();
  requireCount('rounds', args.rounds);
  return { shapes: chosenShapes(args.shapes, args.rounds), json: args.json };
}
