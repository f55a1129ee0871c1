import { DECAY_RATE, ITERATIONS, number, POSITIVE } from '../kinds.ts';
import { growthLimiter } from '../links/growth-limiter.ts';
import { PATTERNS, partition } from '../links/partition.ts';
import { scaleByAdam } from '../links/scale-by-adam.ts';
import { scaleByRowsAndColumns } from '../links/scale-by-rows-and-columns.ts';
import { scaleBySchedule } from '../links/scale-by-schedule.ts';
import { defineOptimizer } from '../named-optimizer.ts';
import { constantSchedule } from '../schedules.ts';
import { ADAM, ADAM_DEFAULTS } from './adam.ts';

/**
 * RACS, row and column scaled SGD (Gong et al., 2025, "Towards Efficient Optimizer Design for LLM via
 * Structured Fisher Approximation with a Low-Rank Extension", Algorithm 1): gradients of matrices over
 * the root of a product of a column and a row, which grow by 1% a step at most. Embeddings, the
 * softmax, vectors and scalars have Adam. State: one number for each row and column of a matrix and
 * one for itself; two a parameter of the others.
 */
export const racs = /* @__PURE__ */ defineOptimizer({
  name: 'racs',
  year: 2025,
  options: {
    /** Decay of the averages of rows and columns, beta of the paper. */
    beta: DECAY_RATE,
    /** Turns of the iteration that finds rows and columns. */
    iterations: ITERATIONS,
    /** How many times as large as the last one an update may be, gamma of the paper. */
    limit: /* @__PURE__ */ number({ from: 1 }),
    /** The step size of matrices, in times that of Adam; alpha of the paper. */
    matrixFactor: POSITIVE,
    ...ADAM,
    /** Names of matrices that are to have Adam too, such as a softmax's. */
    except: PATTERNS,
  },
  // The first four are the paper's. Adam's are Kingma & Ba's (2015).
  defaults: {
    beta: 0.9,
    iterations: 5,
    limit: 1.01,
    matrixFactor: 0.05,
    ...ADAM_DEFAULTS,
    except: [],
  },
  links: ({ beta, iterations, limit, matrixFactor, except, ...adam }, rate) => [
    partition([
      {
        of: 'matrices',
        except,
        links: [
          scaleByRowsAndColumns({ decay: { beta2: beta, biasCorrection: false }, iterations }),
          growthLimiter({ limit }),
          scaleBySchedule(constantSchedule(matrixFactor)),
        ],
      },
      { of: 'others', links: [scaleByAdam(adam)] },
    ]),
    rate,
  ],
});
