import path from 'node:path';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import { UserError } from '../src/errors.ts';
import { SHAPES, type Shape } from './shapes.ts';

export type StepTimeOptions = {
  /** Each with the number of rounds that it is to have. */
  readonly shapes: readonly Shape[];
  /** Where the result goes. */
  readonly json: string;
};

const SHAPE_NAMES = SHAPES.map(({ name }) => name);

const RESULT = path.relative(
  '.',
  fileURLToPath(new URL('results/step-time.json', import.meta.url)),
);

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

function checkRounds(rounds: number | undefined): number | undefined {
  if (rounds === undefined || (Number.isInteger(rounds) && rounds > 0)) return rounds;
  throw new UserError(`--rounds: given ${rounds}; expected a whole number from 1 on`);
}

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseOptions(argv: readonly string[]): StepTimeOptions {
  const args = yargs([...argv])
    .scriptName('step-time')
    .usage('$0\n\nTimes a training step of both executors and of PyTorch, in turn.')
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
    .option('json', {
      type: 'string',
      default: RESULT,
      requiresArg: true,
      describe: 'The file to write everything measured to',
    })
    .demandCommand(0, 0, undefined, 'expected no argument beside the options')
    .strict()
    .version(false)
    .help()
    .fail((message, error) => {
      throw new UserError(`${message ?? error?.message}. See \`step-time --help\`.`);
    })
    .parseSync();
  return {
    shapes: chosenShapes(args.shapes, checkRounds(args.rounds)),
    json: args.json,
  };
}
