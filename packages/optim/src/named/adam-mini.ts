import { COUNT } from '../kinds.ts';
import { type Part, partition, QUERIES_AND_KEYS } from '../links/partition.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { type Block, scaleByBlockMoment } from '../links/scale-by-block-moment.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { ADAM, ADAM_DEFAULTS } from './adam.ts';

/** What the scales of a layer's norm are called: here, and in `tf.layers.layerNormalization`. */
const NORM_SCALES = ['**/norm/scale', '**/gamma'] as const;

/**
 * Adam-mini (Zhang et al., 2024): Adam with one second moment for each head of queries and keys, each
 * row of an embedding, each output of another matrix, and each norm. State: a little over one number
 * a parameter.
 */
export const adamMini = /* @__PURE__ */ defineOptimizer({
  name: 'adamMini',
  year: 2024,
  options: {
    ...ADAM,
    /** Attention heads, side by side in the columns of the matrices of queries and keys. */
    heads: COUNT,
  },
  // Those of the authors' code, adam_mini/adam_mini.py, as is the step size. Its number of heads, 32,
  // is that of one model; 1 is right for any, and has the least state.
  defaults: { ...ADAM_DEFAULTS, heads: 1 },
  variants: [{ beta1: 0 }],
  learningRate: 0.001,
  links: ({ heads, ...adam }, rate) => {
    const part = (which: Omit<Part, 'links'>, block: Block): Part => ({
      ...which,
      links: [scaleByBlockMoment({ ...adam, block })],
    });
    return [
      partition([
        part({ of: QUERIES_AND_KEYS }, { heads }),
        part({ of: 'embeddings', except: QUERIES_AND_KEYS }, { axis: -1 }),
        part({ of: 'matrices', except: QUERIES_AND_KEYS }, { axis: -2 }),
        part({ of: 'vectors', only: NORM_SCALES }, 'whole'),
        // Biases, which the authors' code leaves to Adam.
        { of: 'others', links: [scaleByAdam(adam)] },
      ]),
      rate,
    ];
  },
});
