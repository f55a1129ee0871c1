import { buildOptimizer, type OptimizerConfig } from 'sublinear-optim';
import type { ModelConfig } from '../model/config.ts';
import { parameterShapes } from '../model/parameters.ts';
import { UserError } from '../platform/errors.ts';

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
