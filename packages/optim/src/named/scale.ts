import { MOMENTUM_RATE } from '../kinds.ts';
import { averageUpdates } from '../links/average-updates.ts';
import { normalise } from '../links/normalise.ts';
import { PATTERNS, partition } from '../links/partition.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { ADAM, ADAM_DEFAULTS } from './adam.ts';

/** The least RMS of a column, in the authors' code. */
const LEAST_RMS = 1e-8;

/**
 * SCALE (Glentis et al., 2025, "Memory-efficient LLM pretraining via minimalist optimizer design",
 * Algorithm 1): gradients whose columns are normalised, with momentum in the last layer alone. A
 * matrix [inputs, outputs] is normalised over its inputs, an embedding over the vocabulary, and the
 * softmax over the model's width; vectors have Adam. State: one number a parameter of the last layer,
 * two of vectors.
 */
export const scale = /* @__PURE__ */ defineOptimizer({
  name: 'scale',
  year: 2025,
  options: {
    /** Of the last layer's momentum; with 0 none is kept. */
    momentum: MOMENTUM_RATE,
    /** Names of the last layer's matrix, or patterns of them. */
    lastLayer: PATTERNS,
    ...ADAM,
  },
  // Those of the authors' code, scale_optimizer.py. A matrix that is embedding and softmax at once is
  // the last layer here; the authors' models have none.
  defaults: {
    momentum: 0.9,
    lastLayer: ['softmax', 'embedding/all'],
    ...ADAM_DEFAULTS,
  },
  variants: [{ momentum: 0 }],
  links: ({ momentum, lastLayer, ...adam }, rate) => {
    const over = (axis: number) => normalise({ axis, epsilon: LEAST_RMS });
    const average = averageUpdates({ beta1: momentum });
    return [
      partition([
        { of: 'embeddings', only: lastLayer, links: [average, over(-1)] },
        { of: 'matrices', only: lastLayer, links: [average, over(-2)] },
        { of: 'embeddings', except: lastLayer, links: [over(-2)] },
        { of: 'matrices', except: lastLayer, links: [over(-2)] },
        { of: 'vectors', links: [scaleByAdam(adam)] },
      ]),
      rate,
    ];
  },
});
