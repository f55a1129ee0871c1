import { UserError } from '../src/errors.ts';
import { benchmarkParser, requireCount } from './arguments.ts';
import { OPTIMIZER_COMPARISONS, type OptimizerComparison } from './optimizer-comparisons.ts';
import { SHAPES, type Shape } from './shapes.ts';

export type OptimizerTimeOptions = {
  readonly comparisons: readonly OptimizerComparison[];
  readonly shape: Shape;
  readonly rounds: number;
  /** Updates that are timed in one turn. */
  readonly steps: number;
  /** Where the result goes. */
  readonly json: string;
};

function chosen<T extends { readonly name: string }>(
  option: string,
  name: string,
  from: readonly T[],
): T {
  const found = from.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const valid = from.map((candidate) => candidate.name).join(', ');
  throw new UserError(`--${option}: there is no "${name}"; valid: ${valid}`);
}

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseOptimizerOptions(argv: readonly string[]): OptimizerTimeOptions {
  const usage =
    'Times the update of every optimiser, traced as one graph, beside that of torch.optim, in turn, ' +
    'on the parameters of a model.';
  const args = benchmarkParser('optimizer-time', usage, argv)
    .option('optimizers', {
      type: 'string',
      default: OPTIMIZER_COMPARISONS.map(({ name }) => name).join(','),
      requiresArg: true,
      describe: 'Which optimisers, separated by commas',
    })
    .option('shape', {
      type: 'string',
      default: 'base',
      requiresArg: true,
      describe: `The size of the model: ${SHAPES.map(({ name }) => name).join(', ')}`,
    })
    .option('rounds', {
      type: 'number',
      default: 7,
      requiresArg: true,
      describe: 'Turns of each contestant',
    })
    .option('steps', {
      type: 'number',
      default: 5,
      requiresArg: true,
      describe: 'Updates timed in one turn',
    })
    .parseSync();
  requireCount('rounds', args.rounds);
  requireCount('steps', args.steps);
  return {
    comparisons: args.optimizers
      .split(',')
      .map((name) => chosen('optimizers', name, OPTIMIZER_COMPARISONS)),
    shape: chosen('shape', args.shape, SHAPES),
    rounds: args.rounds,
    steps: args.steps,
    json: args.json,
  };
}
