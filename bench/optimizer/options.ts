import { wholeNumber } from '../../src/cli/number-option.ts';
import { benchmarkParser } from '../harness/arguments.ts';
import { named, namedList, SHAPES, type Shape } from '../harness/shapes.ts';
import { OPTIMIZER_COMPARISONS, type OptimizerComparison } from './comparisons.ts';

export type OptimizerTimeOptions = {
  readonly comparisons: readonly OptimizerComparison[];
  readonly shape: Shape;
  readonly rounds: number;
  /** Updates that are timed in one turn. */
  readonly steps: number;
  /** Where the result goes. */
  readonly json: string;
};

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseOptimizerOptions(argv: readonly string[]): OptimizerTimeOptions {
  const usage =
    'Times the update of every optimiser, traced as one graph, beside that of torch.optim, in turn, ' +
    'on the parameters of a model.';
  const { optimizers, shape, rounds, steps, json } = benchmarkParser('optimizer-time', usage, argv)
    .option('optimizers', {
      default: OPTIMIZER_COMPARISONS.map(({ name }) => name).join(','),
      requiresArg: true,
      coerce: namedList('--optimizers', OPTIMIZER_COMPARISONS),
      describe: 'Which optimisers, separated by commas',
    })
    .option('shape', {
      default: 'base',
      requiresArg: true,
      coerce: (name: string) => named('--shape', name, SHAPES),
      describe: `The size of the model: ${SHAPES.map(({ name }) => name).join(', ')}`,
    })
    .option('rounds', {
      default: 7,
      requiresArg: true,
      coerce: wholeNumber('--rounds'),
      describe: 'Turns of each contestant',
    })
    .option('steps', {
      default: 5,
      requiresArg: true,
      coerce: wholeNumber('--steps'),
      describe: 'Updates timed in one turn',
    })
    .parseSync();
  return { comparisons: optimizers, shape, rounds, steps, json };
}
