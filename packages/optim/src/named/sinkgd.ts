import { ITERATIONS, POSITIVE } from '../kinds.ts';
import { PATTERNS, partition } from '../links/partition.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { scaleBySchedule } from '../links/scale-by-schedule.ts';
import { sinkhorn } from '../links/sinkhorn.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { constantSchedule } from '../schedules.ts';
import { ADAM, ADAM_DEFAULTS } from './adam.ts';

/**
 * SinkGD (Scetbon et al., 2025, "Gradient Multi-Normalization for Stateless and Scalable LLM
 * Training", Algorithms 3 and 4): gradients of matrices, normalised along rows and columns in turn.
 * Embeddings, the softmax, vectors and scalars have Adam. State: two numbers a parameter of these.
 */
export const sinkgd = /* @__PURE__ */ defineOptimizer({
  name: 'sinkgd',
  year: 2025,
  options: {
    /** How often rows and columns are normalised. */
    iterations: ITERATIONS,
    /** The step size of matrices, in times that of Adam. */
    matrixFactor: POSITIVE,
    ...ADAM,
    /** Names of matrices that are to have Adam too, such as a softmax's. */
    except: PATTERNS,
  },
  // Iterations and factor are the paper's. Its code is not public: Adam's are Kingma & Ba's (2015).
  defaults: {
    iterations: 5,
    matrixFactor: 0.05,
    ...ADAM_DEFAULTS,
    except: [],
  },
  links: ({ iterations, matrixFactor, except, ...adam }, rate) => [
    partition([
      {
        of: 'matrices',
        except,
        links: [sinkhorn({ iterations }), scaleBySchedule(constantSchedule(matrixFactor))],
      },
      { of: 'others', links: [scaleByAdam(adam)] },
    ]),
    rate,
  ],
});
