import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from './one-hot.ts';
import { tensorFlowOperation } from './tensorflow-operation.ts';

/** TensorFlow's operation for the loss and its gradient in one go. */
const FUSED = 'SoftmaxCrossEntropyWithLogits';

if (tf.getKernel(FUSED, 'tensorflow') === undefined) {
  tf.registerKernel({
    kernelName: FUSED,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, backend }) =>
      tensorFlowOperation(backend, FUSED, { T: 'float32' }, [inputs.logits!, inputs.target!], 2),
  });
}

/** Cross-entropy against a distribution over classes, and its gradient for each logit. */
function lossAndGradient(logits: tf.Tensor, target: tf.Tensor): [tf.Tensor, tf.Tensor] {
  if (tf.getKernel(FUSED, tf.getBackend()) !== undefined) {
    return tf.engine().runKernel(FUSED, { logits, target }) as [tf.Tensor, tf.Tensor];
  }
  const logProbabilities = tf.logSoftmax(logits);
  return [
    tf.neg(tf.sum(tf.mul(target, logProbabilities), -1)),
    tf.sub(tf.exp(logProbabilities), target),
  ];
}

/**
 * Cross-entropy of each token against its label-smoothed target, as Tensor2Tensor computes it:
 * the label has probability 1 - `smoothing`, and the other classes share `smoothing` equally.
 * Tensor2Tensor subtracts the target's entropy, a constant; this does not, so that without
 * smoothing the value is the negative log-likelihood.
 *
 * @param logits [tokens, vocabulary]
 * @param labels int32 [tokens]
 * @returns nats, [tokens]
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
): tf.Tensor1D {
  const vocabulary = logits.shape[1];
  const target = oneHot(labels, vocabulary, 1 - smoothing, smoothing / (vocabulary - 1));
  const loss = tf.customGrad((...inputs) => {
    const [scores, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
    const [value, gradient] = lossAndGradient(scores, target);
    save([gradient]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0]!, tf.expandDims(dy, 1));
    return { value, gradFunc };
  });
  return loss(logits) as tf.Tensor1D;
}
