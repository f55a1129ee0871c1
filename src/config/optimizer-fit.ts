import { buildOptimizer, type OptimizerConfig, type ShapeTree } from 'sublinear-optim';
import type { ModelConfig } from '../model/config.ts';
import { parameterSpecs } from '../model/parameters.ts';
import { UserError } from '../platform/errors.ts';

/** The shapes of the parameters of `model` with so many subwords. */
export function parameterShapes(model: ModelConfig, vocabulary: number): ShapeTree {
  const specs = Object.entries(parameterSpecs(model, vocabulary));
  return Object.fromEntries(specs.map(([name, { shape }]) => [name, shape]));
}

/** Subwords, as no rule of an optimiser asks how many there are. */
const ANY_VOCABULARY = 1;

/**
 * Refuses an optimiser that does not fit the parameters of its model: a partition that leaves one out
 * or takes it twice, an axis that one does not have.
 *
 * @throws UserError that says which parameters are meant, and what is valid
 */
export function requireFittingOptimizer({
  optimizer,
  model,
}: {
  readonly optimizer: OptimizerConfig;
  readonly model: ModelConfig;
}): void {
  try {
    buildOptimizer(optimizer, (step) => step).stateShapes(parameterShapes(model, ANY_VOCABULARY));
  } catch (error) {
    throw new UserError(`optimizer: ${(error as Error).message}`);
  }
}
