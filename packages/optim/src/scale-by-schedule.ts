import * as tf from '@tensorflow/tfjs-core';
import type { Schedule } from './schedules.ts';
import type { GradientTransform } from './transform.ts';
import { mapTree } from './tree.ts';

/** Multiplies every update by the step size of `schedule` at this step. */
export function scaleBySchedule(schedule: Schedule): GradientTransform {
  return {
    stateShapes: () => ({}),
    update: (updates, _state, { step }) => {
      const rate = schedule(step);
      return { updates: mapTree(updates, (update) => tf.mul(update, rate)), state: {} };
    },
  };
}
