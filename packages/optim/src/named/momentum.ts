import { MOMENTUM_RATE } from '../kinds.ts';
import { momentum as momentumLink } from '../links/momentum.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * Gradient descent with a heavy ball (Polyak, 1964): b = beta1 b + g; x -= learningRate b. State: one
 * number a parameter.
 */
export const momentum = /* @__PURE__ */ defineOptimizer({
  name: 'momentum',
  year: 1964,
  options: { beta1: MOMENTUM_RATE },
  // The usual value, as in Krizhevsky et al. (2012), section 5.
  defaults: { beta1: 0.9 },
  links: ({ beta1 }, rate) => [momentumLink({ beta1, nesterov: false }), rate],
});
