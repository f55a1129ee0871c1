import { DECAY_RATE, NOT_NEGATIVE, POSITIVE } from '../kinds.ts';
import { addWeightDecay } from '../links/add-weight-decay.ts';
import { momentum } from '../links/momentum.ts';
import { orthogonalise } from '../links/orthogonalise.ts';
import { PATTERNS, partition } from '../links/partition.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { scaleBySchedule } from '../links/scale-by-schedule.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { constantSchedule } from '../schedules.ts';
import { ADAM } from './adam.ts';

/**
 * Muon (Jordan et al., 2024): Nesterov momentum of matrices, orthogonalised. Embeddings, the softmax,
 * vectors and scalars have AdamW. State: one number a parameter of a matrix, and two of the others.
 */
export const muon = /* @__PURE__ */ defineOptimizer({
  name: 'muon',
  year: 2024,
  options: {
    /** Of the momentum of matrices. */
    momentum: DECAY_RATE,
    ...ADAM,
    /** AdamW's step size, in times that of the matrices. */
    adamFactor: POSITIVE,
    /** Part of each parameter that is taken off it, times the step size. */
    weightDecay: NOT_NEGATIVE,
    /** Names of matrices that are to have AdamW too, such as a softmax's. */
    except: PATTERNS,
  },
  // Those of `SingleDeviceMuonWithAuxAdam` in the author's code, muon.py: the step sizes are 0.02 of
  // matrices and 3e-4 of the others.
  defaults: {
    momentum: 0.95,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-10,
    adamFactor: 0.015,
    weightDecay: 0,
    except: [],
  },
  learningRate: 0.02,
  links: (options, rate) => {
    const { beta1, beta2, epsilon, adamFactor, weightDecay, except } = options;
    const decay = weightDecay === 0 ? [] : [addWeightDecay({ weightDecay })];
    return [
      partition([
        {
          of: 'matrices',
          except,
          links: [
            // The author's is an average; a sum points the same way, and its size is normalised away.
            momentum({ beta1: options.momentum, nesterov: true }),
            orthogonalise({ iterations: 5, epsilon: 1e-7 }),
            ...decay,
          ],
        },
        {
          of: 'others',
          links: [
            scaleByAdam({ beta1, beta2, epsilon }),
            ...decay,
            scaleBySchedule(constantSchedule(adamFactor)),
          ],
        },
      ]),
      rate,
    ];
  },
});
