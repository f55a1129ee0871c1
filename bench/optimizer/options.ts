import { benchmarkParser, countOption } from '../harness/arguments.ts';
import { listOption, named, SHAPES } from '../harness/shapes.ts';
import { OPTIMIZER_COMPARISONS } from './comparisons.ts';

export type OptimizerTimeOptions = ReturnType<typeof parseOptimizerOptions>;

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseOptimizerOptions(argv: readonly string[]) {
  const usage =
    'Times the update of every optimiser, traced as one graph, beside that of torch.optim, in turn, ' +
    'on the parameters of a model.';
  const { optimizers, shape, rounds, steps, json } = benchmarkParser('optimizer-time', usage, argv)
    .option('optimizers', {
      ...listOption('--optimizers', OPTIMIZER_COMPARISONS, 'Which optimisers'),
      default: OPTIMIZER_COMPARISONS.map(({ name }) => name).join(','),
    })
    .option('shape', {
      default: 'base',
      requiresArg: true,
      coerce: (name: string) => named('--shape', name, SHAPES),
      describe: `The size of the model: ${SHAPES.map(({ name }) => name).join(', ')}`,
    })
    .option('rounds', { ...countOption('--rounds', 'Turns of each contestant'), default: 7 })
    .option('steps', { ...countOption('--steps', 'Updates timed in one turn'), default: 5 })
    .parseSync();
  return { comparisons: optimizers, shape, rounds, steps, json };
}
