import * as tf from '@tensorflow/tfjs-core';
import { ITERATIONS, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { stateless } from '../transform.ts';

/** a, b and c of a x + b x^3 + c x^5, chosen to be as steep at 0 as they can (Jordan, 2024). */
const [A, B, C] = [3.4445, -4.775, 2.0315] as const;

/** x as a matrix that is at least as wide as it is tall: the smaller products are the same ones. */
function quinticStep(x: tf.Tensor2D): tf.Tensor2D {
  const gram = tf.matMul(x, x, false, true);
  const polynomial = tf.add(tf.mul(gram, B), tf.mul(tf.matMul(gram, gram), C)) as tf.Tensor2D;
  return tf.add(tf.mul(x, A), tf.matMul(polynomial, x)) as tf.Tensor2D;
}

function requireMatrix(name: string, shape: readonly number[]): void {
  if (shape.length >= 2) return;
  throw new Error(
    `orthogonalise: given "${name}", of shape [${shape.join(', ')}]; expected tensors of two ` +
      'axes or more. Give other links to vectors with partition',
  );
}

function orthogonalised(update: tf.Tensor, iterations: number, epsilon: number): tf.Tensor {
  const columns = update.shape.at(-1)!;
  const rows = update.size / columns;
  const matrix = tf.reshape(update, [rows, columns]) as tf.Tensor2D;
  const isTall = rows > columns;
  const norm = tf.add(tf.sqrt(tf.sum(tf.square(matrix))), epsilon);
  let x = tf.div(isTall ? tf.transpose(matrix) : matrix, norm) as tf.Tensor2D;
  for (let i = 0; i < iterations; i++) x = quinticStep(x);
  const scale = Math.sqrt(Math.max(1, columns / rows));
  return tf.reshape(tf.mul(isTall ? tf.transpose(x) : x, scale), update.shape);
}

/**
 * Replaces the singular values of each matrix by numbers near 1, between about 0.7 and 1.2, with
 * steps of Newton and Schulz's iteration in a polynomial of degree five, and multiplies it by
 * sqrt(max(1, outputs / inputs)): Muon (Jordan et al., 2024, "Muon: An optimizer for hidden layers in
 * neural networks"). Kernels here are [inputs, outputs], and of a higher rank [..., outputs], whose
 * leading axes are taken as one.
 *
 * @throws Error for a vector or scalar, which has no singular values
 */
export const orthogonalise = /* @__PURE__ */ link(
  'orthogonalise',
  {
    /** How often Newton and Schulz's step is taken. */
    iterations: ITERATIONS,
    /** Added to the norm that the update is divided by first, so that 0 / 0 is 0. */
    epsilon: POSITIVE,
  },
  ({ iterations, epsilon }) =>
    stateless((update) => orthogonalised(update, iterations, epsilon), requireMatrix),
);
