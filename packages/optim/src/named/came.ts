import { DECAY_RATE, POSITIVE } from '../kinds.ts';
import { clipByBlockRms } from '../links/clip-by-block-rms.ts';
import { scaleByConfidence } from '../links/scale-by-confidence.ts';
import { scaleByFactoredRms } from '../links/scale-by-factored-rms.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * CAME, confidence-guided Adafactor with momentum (Luo et al., 2023, Algorithm 2). State: one number a
 * parameter, and two for each row and column of a matrix.
 */
export const came = /* @__PURE__ */ defineOptimizer({
  name: 'came',
  year: 2023,
  options: {
    beta1: DECAY_RATE,
    beta2: DECAY_RATE,
    beta3: DECAY_RATE,
    /** Added to the squared gradient, and to the squared residual. */
    epsilon1: POSITIVE,
    epsilon2: POSITIVE,
    /** The largest RMS of an update. */
    threshold: POSITIVE,
  },
  // Those of the authors' code, came_pytorch/CAME.py, which has no step size of its own.
  defaults: {
    beta1: 0.9,
    beta2: 0.999,
    beta3: 0.9999,
    epsilon1: 1e-30,
    epsilon2: 1e-16,
    threshold: 1,
  },
  links: ({ beta1, beta2, beta3, epsilon1, epsilon2, threshold }, rate) => [
    scaleByFactoredRms({ decay: { beta2, biasCorrection: false }, epsilon1 }),
    clipByBlockRms({ threshold }),
    scaleByConfidence({ beta1, beta3, epsilon: epsilon2 }),
    rate,
  ],
});
