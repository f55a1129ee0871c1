import { MOMENTUM_RATE } from '../kinds.ts';
import { momentum } from '../links/momentum.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * Gradient descent with Nesterov's momentum: b = beta1 b + g; x -= learningRate (g + beta1 b). State:
 * one number a parameter.
 */
export const nesterov = /* @__PURE__ */ defineOptimizer({
  name: 'nesterov',
  year: 1983,
  options: { beta1: MOMENTUM_RATE },
  // The usual value, as with the heavy ball.
  defaults: { beta1: 0.9 },
  links: ({ beta1 }, rate) => [momentum({ beta1, nesterov: true }), rate],
});
