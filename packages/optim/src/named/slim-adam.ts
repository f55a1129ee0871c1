import { partition, QUERIES_AND_KEYS } from '../links/partition.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { scaleByBlockMoment } from '../links/scale-by-block-moment.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { ADAM, ADAM_DEFAULTS } from './adam.ts';

/**
 * SlimAdam (Kalra et al., 2025, Table 1): Adam whose second moments are averaged along the axis where
 * they vary least, over the inputs of queries and keys, over the outputs of other matrices, and over
 * the numbers of an embedding. Vectors have Adam. State: a little over one number a parameter.
 */
export const slimAdam = /* @__PURE__ */ defineOptimizer({
  name: 'slimAdam',
  year: 2025,
  options: ADAM,
  // Kingma & Ba's (2015), as Adam's here; the paper's runs have a beta2 of 0.95.
  defaults: ADAM_DEFAULTS,
  variants: [{ beta1: 0 }],
  learningRate: 0.001,
  links: (adam, rate) => {
    const along = (axis: number) => [scaleByBlockMoment({ ...adam, block: { axis } })];
    return [
      partition([
        { of: 'matrices', only: QUERIES_AND_KEYS, links: along(-2) },
        { of: 'matrices', except: QUERIES_AND_KEYS, links: along(-1) },
        { of: 'embeddings', links: along(-1) },
        { of: 'vectors', links: [scaleByAdam(adam)] },
      ]),
      rate,
    ];
  },
});
