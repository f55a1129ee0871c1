import * as tf from '@tensorflow/tfjs-core';
import { AXIS, axisOf } from '../axes.ts';
import { choice, either, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { stateless } from '../transform.ts';

/**
 * Divides by the RMS of this step's update, along one axis or of the whole tensor; nothing is kept.
 * Along an axis it is the normalisation of SCALE (Glentis et al., 2025, Algorithm 1), and the second
 * moment of `scaleByFactoredRms` with row or column means alone that remembers no step but this.
 *
 * @throws Error for a tensor that does not have the axis
 */
export const normalise = /* @__PURE__ */ link(
  'normalise',
  {
    /**
     * Along which axis the mean of the squares is taken, counted from the end where it is negative, or
     * over the whole tensor. Of a matrix, -1 normalises each row by itself, and -2 each column.
     */
    axis: /* @__PURE__ */ either<number | 'whole'>(AXIS, choice(['whole'])),
    /** The least RMS that is divided by, so that 0 / 0 is 0. */
    epsilon: POSITIVE,
  },
  ({ axis, epsilon }) => {
    const axisFor = (name: string, shape: readonly number[]) =>
      axis === 'whole' ? undefined : axisOf('normalise', axis, name, shape);
    return stateless((update, name, { observer }) => {
      const mean = tf.mean(tf.square(update), axisFor(name, update.shape), true);
      const normalised = tf.div(update, tf.maximum(tf.sqrt(mean), epsilon));
      observer?.unscaled(name, normalised);
      return normalised;
    }, axisFor);
  },
);
