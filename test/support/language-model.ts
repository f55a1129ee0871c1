import type * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { attentionSublayer, causalMask, projectSelf } from '../../src/model/attention.ts';
import type { Batch } from '../../src/model/batch.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { labelLoss, type Model } from '../../src/model/model.ts';
import { type ModelContext, preNorm } from '../../src/model/norm.ts';
import {
  attentionSpecs,
  embeddingNames,
  embeddingSpecs,
  feedForwardSpecs,
  initialTensors,
  normSpecs,
  type ParameterSpec,
} from '../../src/model/parameters.ts';
import {
  embed,
  feedForwardSublayer,
  positionSignal,
  softmaxTable,
} from '../../src/model/transformer.ts';

/*
 * A second model for the training step: the decoder alone, which says each target token from those
 * before it and never sees the source.
 */

/** Its stack has `decoderLayers` layers; `encoderLayers` says nothing. */
function specs(config: ModelConfig, vocabulary: number): Record<string, ParameterSpec> {
  const layers = Array.from({ length: config.decoderLayers }, (_, layer) => ({
    ...attentionSpecs(`decoder/${layer}/self_attention`, config.dModel),
    ...feedForwardSpecs(`decoder/${layer}/feed_forward`, config),
  }));
  const parts = [embeddingSpecs(config, vocabulary), ...layers];
  return Object.assign({}, ...parts, normSpecs('decoder/norm', config.dModel));
}

/** What scores the vocabulary at each position of the rows: [rows * length, dModel]. */
function states(context: ModelContext, ids: tf.Tensor2D): tf.Tensor2D {
  const { config } = context;
  const [rows, length] = ids.shape;
  const matrix = embeddingNames(config).target;
  const signal = positionSignal(length, config.dModel);
  let x = embed(context, matrix, ids, signal, 'decoder/embedding');
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const prefix = `decoder/${layer}/self_attention`;
    x = attentionSublayer(context, prefix, x, causalMask(length), (normalised) =>
      projectSelf(context, prefix, normalised, rows),
    );
    x = feedForwardSublayer(context, `decoder/${layer}/feed_forward`, x);
  }
  return preNorm(context, 'decoder', x) as tf.Tensor2D;
}

/** The language model of `config` over this vocabulary, for rows of one sentence each. */
export function languageModel(
  config: ModelConfig,
  { size, padId }: { readonly size: number; readonly padId: number },
): Model {
  const loss = (context: ModelContext, { targetInput, targetOutput }: Batch, smoothing: number) =>
    labelLoss(states(context, targetInput), softmaxTable(context), targetOutput, padId, smoothing);
  return {
    initialParameters: (seed): TensorTree => initialTensors(specs(config, size), seed),
    trainingLoss: (parameters, batch, dropoutSource) =>
      loss({ config, parameters, dropoutSource }, batch, config.labelSmoothing),
    likelihood: (parameters, batch) => loss({ config, parameters }, batch, 0),
  };
}
