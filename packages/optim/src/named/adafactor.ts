import { DECAY } from '../decay.ts';
import { BOOLEAN, MOMENTUM_RATE, nullable, POSITIVE } from '../kinds.ts';
import { averageUpdates } from '../links/average-updates.ts';
import { clipByBlockRms } from '../links/clip-by-block-rms.ts';
import { MOMENT, scaleByFactoredRms } from '../links/scale-by-factored-rms.ts';
import { scaleByParameterRms } from '../links/scale-by-parameter-rms.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { inverseSquareRootSchedule } from '../schedules.ts';

/**
 * Adafactor as proposed (Shazeer & Stern, 2018, Algorithms 4 to 6): factored second moments with the
 * decay 1 - t^-0.8, clipped updates, relative step sizes of min(1e-2, 1 / sqrt(t)). With
 * `relativeStep: false` the `learningRate` is absolute and should be given. State: one number for each
 * row and column of a matrix; `beta1` adds one for each parameter.
 */
export const adafactor = /* @__PURE__ */ defineOptimizer({
  name: 'adafactor',
  year: 2018,
  options: {
    decay: DECAY,
    moment: MOMENT,
    /** epsilon_1 and epsilon_2 of the paper. */
    epsilon1: POSITIVE,
    epsilon2: POSITIVE,
    /** The largest RMS of an update, d of the paper; null clips nothing. */
    threshold: /* @__PURE__ */ nullable(POSITIVE),
    /** Whether step sizes are relative to the RMS of what they change. */
    relativeStep: BOOLEAN,
    /** Of the average of updates; with 0 none is kept. */
    beta1: MOMENTUM_RATE,
  },
  // Shazeer & Stern (2018), Algorithm 6, which has no momentum; row P of Table 2 has 0.9.
  defaults: {
    decay: { power: 0.8 },
    moment: 'both',
    epsilon1: 1e-30,
    epsilon2: 1e-3,
    threshold: 1,
    relativeStep: true,
    beta1: 0,
  },
  variants: [{ beta1: 0.9 }],
  // rho_t = min(1e-2, 1 / sqrt(t)) of Algorithm 6.
  learningRate: (step) => inverseSquareRootSchedule(0.01, 10_000)(step),
  links: ({ decay, moment, epsilon1, epsilon2, threshold, relativeStep, beta1 }, rate) => [
    scaleByFactoredRms({ decay, epsilon1, moment }),
    ...(threshold === null ? [] : [clipByBlockRms({ threshold })]),
    ...(relativeStep ? [scaleByParameterRms({ epsilon2 })] : []),
    rate,
    averageUpdates({ beta1 }),
  ],
});
