import { benchmarkParser, countOption } from '../harness/arguments.ts';
import { listOption, SHAPES } from '../harness/shapes.ts';

/**
 * @returns the shapes, each with the number of rounds that it is to have, and where the result goes
 * @throws UserError where an argument is unknown or has a value that it cannot have
 */
export function parseOptions(argv: readonly string[]) {
  const usage = 'Times a training step of our executors, PyTorch, torch.compile and JAX, in turn.';
  const { shapes, rounds, json } = benchmarkParser('step-time', usage, argv)
    .option('shapes', {
      ...listOption('--shapes', SHAPES, 'Which sizes of model'),
      default: 'small,medium,base',
    })
    .option('rounds', countOption('--rounds', 'Turns of each contestant [default: 5; 3 for base]'))
    .parseSync();
  return { shapes: shapes.map((shape) => ({ ...shape, rounds: rounds ?? shape.rounds })), json };
}
