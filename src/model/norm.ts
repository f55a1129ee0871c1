import type * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree } from 'sublinear-optim';
import type { DropoutSource } from '../ops/dropout.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import type { ModelConfig } from './config.ts';

export type ModelContext = {
  readonly config: ModelConfig;
  readonly parameters: TensorTree;
  /** Left out outside training: nothing is dropped then. */
  readonly dropoutSource?: DropoutSource;
};

/** Whether layer norms follow the sub-layers instead of preceding them. */
export const isPost = ({ config }: Pick<ModelContext, 'config'>): boolean => config.norm === 'post';

function normOf({ parameters }: ModelContext, prefix: string, x: tf.Tensor): tf.Tensor {
  const parameter = (name: string) => leaf(parameters, `${prefix}/norm/${name}`);
  return layerNorm(x, parameter('scale'), parameter('offset'));
}

/** The norm of a pre-norm model before the sub-layer `prefix`, or at the end of that stack; else x. */
export function preNorm(context: ModelContext, prefix: string, x: tf.Tensor): tf.Tensor {
  return isPost(context) ? x : normOf(context, prefix, x);
}

/** The norm of a post-norm model after the sub-layer `prefix` and its residual connection; else x. */
export function postNorm(context: ModelContext, prefix: string, x: tf.Tensor): tf.Tensor {
  return isPost(context) ? normOf(context, prefix, x) : x;
}
