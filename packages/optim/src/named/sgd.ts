import { defineOptimizer } from '../named-optimizer.ts';

/** Gradient descent: x -= learningRate g. It keeps no state. */
export const sgd = /* @__PURE__ */ defineOptimizer({
  name: 'sgd',
  year: 1951,
  options: {},
  defaults: {},
  links: (_options, rate) => [rate],
});
