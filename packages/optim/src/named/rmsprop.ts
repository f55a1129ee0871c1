import { BOOLEAN, DECAY_RATE, MOMENTUM_RATE, POSITIVE } from '../kinds.ts';
import { momentum } from '../links/momentum.ts';
import { scaleByRms } from '../links/scale-by-rms.ts';
import { scaleByStandardDeviation } from '../links/scale-by-standard-deviation.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/**
 * RMSProp (Tieleman & Hinton, 2012), also centred and with momentum (Graves, 2013). State: one number
 * a parameter; `centred` and `beta1` add one each.
 */
export const rmsprop = /* @__PURE__ */ defineOptimizer({
  name: 'rmsprop',
  year: 2012,
  options: {
    beta2: DECAY_RATE,
    epsilon: POSITIVE,
    /** Divides by the standard deviation of the gradients instead of their RMS. */
    centred: BOOLEAN,
    /** Of the heavy ball that follows; with 0 none is kept. */
    beta1: MOMENTUM_RATE,
  },
  // The decay is Tieleman & Hinton's (2012, lecture 6e), epsilon PyTorch's; the lecture has none.
  defaults: { beta2: 0.9, epsilon: 1e-8, centred: false, beta1: 0 },
  variants: [{ centred: true }, { beta1: 0.9 }],
  // Goes with Hinton's decay of 0.9; the lecture's slides leave it open.
  learningRate: 0.001,
  links: ({ beta2, epsilon, centred, beta1 }, rate) => [
    centred
      ? scaleByStandardDeviation({ beta2, epsilon })
      : scaleByRms({ decay: { beta2, biasCorrection: false }, epsilon }),
    momentum({ beta1, nesterov: false }),
    rate,
  ],
});
