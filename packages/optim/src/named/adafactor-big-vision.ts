import { DECAY_RATE, MOMENTUM_RATE, nullable, number, POSITIVE } from '../kinds.ts';
import { averageUpdatesInBfloat16 } from '../links/average-updates-in-bfloat16.ts';
import { clipByBlockRms } from '../links/clip-by-block-rms.ts';
import { scaleByFactoredRms } from '../links/scale-by-factored-rms.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * Adafactor as vision Transformers are trained with (Zhai et al., 2022, "Scaling Vision Transformers",
 * section 3.4): factored second moments whose decay stops at 0.999, momentum in bfloat16 before the
 * step size, steps that are not relative. State: one number for each row and column of a matrix, and
 * half a number a parameter.
 */
export const adafactorBigVision = /* @__PURE__ */ defineOptimizer({
  name: 'adafactorBigVision',
  year: 2021,
  options: {
    /** The decay of the second moment at step t is 1 - t^-power, up to `beta2`. */
    power: /* @__PURE__ */ number({ above: 0, upTo: 1 }),
    beta2: DECAY_RATE,
    /** Added to the squared gradient. */
    epsilon1: POSITIVE,
    /** The largest RMS of an update; null clips nothing. */
    threshold: /* @__PURE__ */ nullable(POSITIVE),
    /** Of the average of updates, kept in bfloat16; with 0 none is kept. */
    beta1: MOMENTUM_RATE,
  },
  // Those of `scale_by_adafactor` in big_vision/optax.py.
  defaults: { power: 0.8, beta2: 0.999, epsilon1: 1e-30, threshold: null, beta1: 0.9 },
  variants: [{ beta1: 0 }],
  links: ({ power, beta2, epsilon1, threshold, beta1 }, rate) => [
    scaleByFactoredRms({ decay: { power, cap: beta2 }, epsilon1 }),
    ...(threshold === null ? [] : [clipByBlockRms({ threshold })]),
    averageUpdatesInBfloat16({ beta1 }),
    rate,
  ],
});
