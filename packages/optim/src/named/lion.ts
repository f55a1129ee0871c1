import { MOMENTUM_RATE, NOT_NEGATIVE } from '../kinds.ts';
import { addWeightDecay } from '../links/add-weight-decay.ts';
import { signMomentum } from '../links/sign-momentum.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * Lion (Chen et al., 2023, Algorithm 2): every element moves by the step size. It wants a step size of
 * a third to a tenth of Adam's, and a weight decay larger by as much. State: one number a parameter.
 */
export const lion = /* @__PURE__ */ defineOptimizer({
  name: 'lion',
  year: 2023,
  options: {
    beta1: MOMENTUM_RATE,
    beta2: MOMENTUM_RATE,
    /** Part of each parameter that is taken off it, times the step size. */
    weightDecay: NOT_NEGATIVE,
  },
  // Those of the authors' code, google/automl, lion/lion_pytorch.py, as is the step size.
  defaults: { beta1: 0.9, beta2: 0.99, weightDecay: 0 },
  learningRate: 0.0001,
  links: ({ weightDecay, ...betas }, rate) => [
    signMomentum(betas),
    ...(weightDecay === 0 ? [] : [addWeightDecay({ weightDecay })]),
    rate,
  ],
});
