import * as tf from '@tensorflow/tfjs-core';
import { type Kinds, POSITIVE } from '../kinds.ts';
import type { Schedule } from '../schedules.ts';
import type { GradientTransform } from '../transform.ts';
import { mapTree } from '../tree.ts';

/** How a configuration uses the schedule beside its optimiser. */
export type Scheduled = {
  /** The schedule's value is multiplied by this: 0.1 for alpha = 0.1 s_t, 1 for rho = s_t. */
  readonly factor: number;
};

/** Multiplies every update by the step size of `schedule` at this step. */
export const scaleBySchedule: {
  (schedule: Schedule): GradientTransform;
  /** In a configuration, which has the schedule elsewhere. */
  readonly options: Kinds<Scheduled>;
} = /* @__PURE__ */ Object.assign(
  (schedule: Schedule): GradientTransform => {
    if (typeof schedule !== 'function') {
      throw new Error(
        `scaleBySchedule: given ${JSON.stringify(schedule)}; expected a function of the step, such ` +
          'as schedules.constantSchedule(0.01)',
      );
    }
    return {
      isPerTensor: true,
      stateShapes: () => ({}),
      update: (updates, _state, { step }) => {
        const rate = schedule(step);
        return { updates: mapTree(updates, (update) => tf.mul(update, rate)), state: {} };
      },
    };
  },
  { options: { factor: POSITIVE } },
);
