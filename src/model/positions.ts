import * as tf from '@tensorflow/tfjs-core';

/** The longest wave of the position signal, in positions over 2 pi (Vaswani et al., 2017). */
const LONGEST_TIMESCALE = 10_000;

/**
 * The sinusoidal position signal, as Tensor2Tensor lays it out: sines in the first half of the
 * features, cosines in the second.
 *
 * @returns [length, dModel]
 */
export function positionSignal(length: number, dModel: number): tf.Tensor2D {
  const timescales = dModel / 2;
  const values = new Float32Array(length * dModel);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < timescales; i++) {
      const angle = position / LONGEST_TIMESCALE ** (i / Math.max(1, timescales - 1));
      values[position * dModel + i] = Math.sin(angle);
      values[position * dModel + timescales + i] = Math.cos(angle);
    }
  }
  return tf.tensor2d(values, [length, dModel]);
}
