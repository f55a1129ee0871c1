import { DECAY_RATE, MOMENTUM_RATE, POSITIVE } from '../kinds.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/** Adam's options; epsilon is outside the root, as its authors have it. */
export const ADAM = {
  /** Decay of the first moment; with 0 none is kept, and the gradient takes its place. */
  beta1: MOMENTUM_RATE,
  /** Decay of the second moment. */
  beta2: DECAY_RATE,
  /** Added to the root of the second moment. */
  epsilon: POSITIVE,
};

/** Kingma & Ba (2015), Algorithm 1. The experiments on translation use an epsilon of 1e-9. */
export const ADAM_DEFAULTS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Adam (Kingma & Ba, 2015). State: two numbers a parameter, one with `beta1: 0`. */
export const adam = /* @__PURE__ */ defineOptimizer({
  name: 'adam',
  year: 2014,
  options: ADAM,
  defaults: ADAM_DEFAULTS,
  variants: [{ beta1: 0 }],
  learningRate: 0.001,
  links: (options, rate) => [scaleByAdam(options), rate],
});
