import { NOT_NEGATIVE } from '../kinds.ts';
import { addWeightDecay } from '../links/add-weight-decay.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { ADAM, ADAM_DEFAULTS } from './adam.ts';

/**
 * Adam with decoupled weight decay, of every parameter (Loshchilov & Hutter, 2019). State: two numbers
 * a parameter, one with `beta1: 0`.
 */
export const adamw = /* @__PURE__ */ defineOptimizer({
  name: 'adamw',
  year: 2017,
  options: {
    ...ADAM,
    /** Part of each parameter that is taken off it, times the step size. */
    weightDecay: NOT_NEGATIVE,
  },
  // Loshchilov & Hutter (2019), Algorithm 2. The weight decay is PyTorch's, to go with a step size of
  // 0.001; the paper tunes it.
  defaults: { ...ADAM_DEFAULTS, weightDecay: 0.01 },
  learningRate: 0.001,
  links: ({ weightDecay, ...options }, rate) => [
    scaleByAdam(options),
    addWeightDecay({ weightDecay }),
    rate,
  ],
});
