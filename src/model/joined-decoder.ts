import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree } from 'sublinear-optim';
import { scaledQuery } from './attention.ts';
import { isPost, type ModelContext } from './norm.ts';

/*
 * The decoder's parameters in the form in which a position takes the fewest operations. A search
 * prepares them once. What the decoder computes stays the same:
 *
 * - Products of the same input are one product, with their matrices side by side.
 * - What a layer norm multiplies and adds goes into the matrix behind it:
 *   (u * scale + offset) W = u (diag(scale) W) + offset W. So does the scale of queries.
 * - A layer norm takes the mean over features away, so whatever is added to the residual stream may
 *   come without its mean: matrices and biases that write there are centred, and no layer norm has
 *   to look for a mean.
 *
 * With post-norm a layer norm follows what is added, so only products are joined.
 */

/**
 * For layer i of the decoder:
 * - `i/self/kernel` [dModel, 3 * dModel] and `i/self/bias`: queries, keys and values;
 * - `i/cross/kernel` [dModel, dModel] and `i/cross/bias`: queries;
 * - `i/hidden/kernel` and `i/hidden/bias`: the first product of the feed-forward sub-layer;
 * - `i/self/output`, `i/cross/output`, `i/output/kernel` and `i/output/bias`: what is added to the
 *   residual stream, centred.
 *
 * `cross` [dModel, 2 * decoderLayers * dModel]: keys and values of the encoder's output, of all
 * layers.
 */
export type JoinedDecoder = TensorTree;

/** `x` without its mean over the last axis. */
export function centred(x: tf.Tensor): tf.Tensor {
  return tf.sub(x, tf.mean(x, -1, true));
}

/** Joins the parameters of `context`'s decoder. */
export function joinDecoder(context: ModelContext): JoinedDecoder {
  const { config, parameters } = context;
  const written = (x: tf.Tensor) => (isPost(context) ? x : centred(x));
  const joined: Record<string, tf.Tensor> = {};
  const matrices: tf.Tensor[] = [];
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const parameter = (name: string) => leaf(parameters, `decoder/${layer}/${name}`);
    /** Puts the layer norm of `sublayer` into `kernel`; gives the kernel and the bias. */
    const behindNorm = (sublayer: string, kernel: tf.Tensor) => {
      if (isPost(context)) return { kernel, bias: tf.zeros([kernel.shape[1]!]) };
      const offset = tf.expandDims(parameter(`${sublayer}/norm/offset`));
      return {
        kernel: tf.mul(tf.reshape(parameter(`${sublayer}/norm/scale`), [-1, 1]), kernel),
        bias: tf.reshape(tf.matMul(offset, kernel), [-1]),
      };
    };
    const query = (sublayer: string) => scaledQuery(context, `decoder/${layer}/${sublayer}`);
    const [key, value] = [parameter('self_attention/key'), parameter('self_attention/value')];
    const self = behindNorm('self_attention', tf.concat([query('self_attention'), key, value], 1));
    const cross = behindNorm('cross_attention', query('cross_attention'));
    const hidden = behindNorm('feed_forward', parameter('feed_forward/hidden/kernel'));
    Object.assign(joined, {
      [`${layer}/self/kernel`]: self.kernel,
      [`${layer}/self/bias`]: self.bias,
      [`${layer}/self/output`]: written(parameter('self_attention/output')),
      [`${layer}/cross/kernel`]: cross.kernel,
      [`${layer}/cross/bias`]: cross.bias,
      [`${layer}/cross/output`]: written(parameter('cross_attention/output')),
      [`${layer}/hidden/kernel`]: hidden.kernel,
      [`${layer}/hidden/bias`]: tf.add(hidden.bias, parameter('feed_forward/hidden/bias')),
      [`${layer}/output/kernel`]: written(parameter('feed_forward/output/kernel')),
      [`${layer}/output/bias`]: written(parameter('feed_forward/output/bias')),
    });
    matrices.push(parameter('cross_attention/key'), parameter('cross_attention/value'));
  }
  return { ...joined, cross: tf.concat(matrices, 1) };
}
