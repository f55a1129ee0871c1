import type { NamedOptimizerConfig } from 'sublinear-optim';
import { z } from 'zod';
import { count, milliseconds, readyParts, turnParts } from '../harness/contestants.ts';

/** Everything that a contestant needs to update parameters. */
export type OptimizerWorkload = {
  /** Of the parameters, by name; gradients of the same shapes stay the same from step to step. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Of which `factor` is the step size. */
  readonly optimizer: NamedOptimizerConfig;
  readonly seed: number;
};

/** A contestant reads its `OptimizerWorkload` and makes an update before it is ready. */
const readySchema = z.strictObject({
  ...readyParts,
  parameters: count,
  /** Scalars that the optimiser keeps between steps. */
  stateElements: z.int().nonnegative(),
  /** The first update with all that comes before it. */
  firstStepMs: milliseconds,
});

export type OptimizerReady = z.infer<typeof readySchema>;

/** An update that is not counted comes first, to get warm again, and then those asked for. */
const turnSchema = z.strictObject({ stepMs: z.array(milliseconds), ...turnParts });

export type OptimizerTurn = z.infer<typeof turnSchema>;

export const OPTIMIZER_PROTOCOL = { ready: readySchema, turn: turnSchema };
