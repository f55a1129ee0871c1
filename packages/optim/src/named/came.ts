import { DECAY_RATE, POSITIVE } from '../kinds.ts';
import { clipByBlockRms } from '../links/clip-by-block-rms.ts';
import { scaleByConfidence } from '../links/scale-by-confidence.ts';
import { scaleByFactoredRms } from '../links/scale-by-factored-rms.ts';
import { defineOptimizer } from '../named-optimizer.ts';

export type CameOptions = {
  readonly beta1: number;
  readonly beta2: number;
  readonly beta3: number;
  /** Added to the squared gradient, and to the squared residual. */
  readonly epsilon1: number;
  readonly epsilon2: number;
  /** The largest RMS of an update. */
  readonly threshold: number;
};

/**
 * CAME, confidence-guided Adafactor with momentum (Luo et al., 2023, Algorithm 2). State: one number a
 * parameter, and two for each row and column of a matrix.
 */
export const came = /* @__PURE__ */ defineOptimizer<CameOptions>({
  name: 'came',
  options: {
    beta1: DECAY_RATE,
    beta2: DECAY_RATE,
    beta3: DECAY_RATE,
    epsilon1: POSITIVE,
    epsilon2: POSITIVE,
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
