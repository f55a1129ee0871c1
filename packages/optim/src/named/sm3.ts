import { DECAY_RATE, MOMENTUM_RATE, optional } from '../kinds.ts';
import { averageUpdates } from '../links/average-updates.ts';
import { SM3_VARIANT, scaleBySm3 } from '../links/scale-by-sm3.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * SM3 (Anil, Gupta, Koren & Singer, 2019) with momentum as its authors have it. They advise to warm up
 * over the first 5% of steps, quadratically (`withWarmup`), and to leave other decay to the
 * accumulators. State: one number for each row and column of a matrix, and one for each parameter
 * unless `beta1` is 0.
 */
export const sm3 = /* @__PURE__ */ defineOptimizer({
  name: 'sm3',
  year: 2019,
  options: {
    variant: SM3_VARIANT,
    /** Of the average of directions; with 0 none is kept. */
    beta1: MOMENTUM_RATE,
    beta2: /* @__PURE__ */ optional(DECAY_RATE),
  },
  // The variant of the authors' code (google-research/sm3), which has no default momentum: 0.9 is optax's.
  defaults: { variant: 'II', beta1: 0.9 },
  variants: [{ beta1: 0 }],
  links: ({ variant, beta1, beta2 }, rate) => [
    scaleBySm3({ variant, beta2 }),
    averageUpdates({ beta1 }),
    rate,
  ],
});
