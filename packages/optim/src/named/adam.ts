import { DECAY_RATE, type Kinds, MOMENTUM_RATE, POSITIVE } from '../kinds.ts';
import { type AdamOptions, scaleByAdam } from '../links/scale-by-adam.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/** Adam's epsilon is outside the root, as its authors have it. */
export type NamedAdamOptions = Omit<AdamOptions, 'epsilon' | 'epsilon1'> & {
  /** Added to the root of the second moment. */
  readonly epsilon: number;
};

/** The kinds of Adam's options. */
export const ADAM: Kinds<NamedAdamOptions> = {
  beta1: MOMENTUM_RATE,
  beta2: DECAY_RATE,
  epsilon: POSITIVE,
};

/** Adam (Kingma & Ba, 2015). State: two numbers a parameter, one with `beta1: 0`. */
export const adam = /* @__PURE__ */ defineOptimizer<NamedAdamOptions>({
  name: 'adam',
  options: ADAM,
  // Kingma & Ba (2015), Algorithm 1. The experiments on translation use an epsilon of 1e-9.
  defaults: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  variants: [{ beta1: 0 }],
  learningRate: 0.001,
  links: (options, rate) => [scaleByAdam(options), rate],
});
