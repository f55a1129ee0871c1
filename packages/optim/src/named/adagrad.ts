import { POSITIVE } from '../kinds.ts';
import { scaleByAdagrad } from '../links/scale-by-adagrad.ts';
import { defineOptimizer } from '../named-optimizer.ts';

/** Diagonal AdaGrad (Duchi, Hazan & Singer, 2011). State: one number a parameter. */
export const adagrad = /* @__PURE__ */ defineOptimizer({
  name: 'adagrad',
  year: 2011,
  options: { epsilon: POSITIVE },
  // PyTorch's; the paper's delta has no value of its own (Duchi et al., 2011, Figure 1).
  defaults: { epsilon: 1e-10 },
  links: ({ epsilon }, rate) => [scaleByAdagrad({ epsilon }), rate],
});
