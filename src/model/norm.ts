import type * as tf from '@tensorflow/tfjs-core';
import { leaf } from 'sublinear-optim';
import { layerNorm } from '../ops/layer-norm.ts';
import type { ModelContext } from './context.ts';

/** Whether layer norms follow the sub-layers instead of preceding them. */
export const isPost = ({ config }: Pick<ModelContext, 'config'>): boolean => config.norm === 'post';

function normOf({ parameters }: ModelContext, prefix: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(
    x,
    leaf(parameters, `${prefix}/norm/scale`),
    leaf(parameters, `${prefix}/norm/offset`),
  );
}

/** What the sub-layer called `prefix` computes with, of its input x: the normalised x, or x. */
export function normBefore(context: ModelContext, prefix: string, x: tf.Tensor): tf.Tensor {
  return isPost(context) ? x : normOf(context, prefix, x);
}

/** What the sub-layer called `prefix` gives, of x with its own part added: that, or normalised. */
export function normAfter(context: ModelContext, prefix: string, x: tf.Tensor): tf.Tensor {
  return isPost(context) ? normOf(context, prefix, x) : x;
}

/** The layer norm that closes a stack; with post-norm its last sub-layer has closed it. */
export function finalNorm(context: ModelContext, stack: string, x: tf.Tensor): tf.Tensor {
  return isPost(context) ? x : normOf(context, stack, x);
}
