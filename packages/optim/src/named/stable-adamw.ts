import { NOT_NEGATIVE } from '../kinds.ts';
import { scaleByStableAdam } from '../links/scale-by-stable-adam.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { ADAM } from './adam.ts';

/**
 * AdamW whose steps are divided by max(1, RMS(g / sqrt(v))), tensor by tensor (Wortsman et al., 2023,
 * Algorithm 2). State: two numbers a parameter, one with `beta1: 0`.
 */
export const stableAdamw = /* @__PURE__ */ defineOptimizer({
  name: 'stableAdamw',
  year: 2023,
  options: { ...ADAM, weightDecay: NOT_NEGATIVE },
  // Those of pytorch-optimizer, as is the step size; the paper has beta2 between 0.95 and 0.99.
  defaults: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
  variants: [{ beta1: 0 }],
  learningRate: 0.001,
  links: (options, rate) => [scaleByStableAdam(options), rate],
});
