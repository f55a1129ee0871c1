import * as tf from '@tensorflow/tfjs-core';
import { mapTree, nameFits, type ShapeTree, shapesOf, type TensorTree } from 'sublinear-optim';
import { normalFloats, siteSeed, uniformFloats } from '../ops/philox.ts';
import { embeddingSigma, type ModelConfig } from './config.ts';

/** How one parameter starts. */
type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly sigma: number }
  | { readonly kind: 'uniform'; readonly limit: number };

export type ParameterSpec = {
  readonly shape: readonly number[];
  readonly initializer: Initializer;
};

const ZEROS: Initializer = { kind: 'constant', value: 0 };
const ONES: Initializer = { kind: 'constant', value: 1 };

type Specs = Record<string, ParameterSpec>;

/** A dense kernel, Glorot-uniform as Tensor2Tensor's `uniform_unit_scaling` makes it. */
function kernel(inputs: number, outputs: number): ParameterSpec {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return { shape: [inputs, outputs], initializer: { kind: 'uniform', limit } };
}

/** A layer norm's scale and offset. */
export function normSpecs(prefix: string, dModel: number): Specs {
  return {
    [`${prefix}/scale`]: { shape: [dModel], initializer: ONES },
    [`${prefix}/offset`]: { shape: [dModel], initializer: ZEROS },
  };
}

/** One attention sub-layer's matrices and its norm; no biases. */
export function attentionSpecs(prefix: string, dModel: number): Specs {
  const projections = ['query', 'key', 'value', 'output'];
  return {
    ...normSpecs(`${prefix}/norm`, dModel),
    ...Object.fromEntries(
      projections.map((projection) => [`${prefix}/${projection}`, kernel(dModel, dModel)]),
    ),
  };
}

/** One feed-forward sub-layer's kernels, biases and norm. */
export function feedForwardSpecs(prefix: string, { dModel, dFeedForward }: ModelConfig): Specs {
  return {
    ...normSpecs(`${prefix}/norm`, dModel),
    [`${prefix}/hidden/kernel`]: kernel(dModel, dFeedForward),
    [`${prefix}/hidden/bias`]: { shape: [dFeedForward], initializer: ZEROS },
    [`${prefix}/output/kernel`]: kernel(dFeedForward, dModel),
    [`${prefix}/output/bias`]: { shape: [dModel], initializer: ZEROS },
  };
}

/** Names of the matrices in the three embedding roles, by how they are shared. */
const EMBEDDING_NAMES = {
  all: { source: 'embedding/all', target: 'embedding/all', softmax: 'embedding/all' },
  'source-target': {
    source: 'embedding/source_target',
    target: 'embedding/source_target',
    softmax: 'softmax',
  },
  none: { source: 'embedding/source', target: 'embedding/target', softmax: 'softmax' },
};

export const embeddingNames = ({ embedding }: ModelConfig) => EMBEDDING_NAMES[embedding.sharing];

/** The matrices of the embeddings and of the softmax. */
export function embeddingSpecs(config: ModelConfig, vocabularySize: number): Specs {
  const names = embeddingNames(config);
  const matrix = (sigma: number): ParameterSpec => ({
    shape: [vocabularySize, config.dModel],
    initializer: { kind: 'normal', sigma },
  });
  return {
    // A softmax of its own keeps Tensor2Tensor's scale; Table 3 varies the embeddings only.
    [names.softmax]: matrix(1 / Math.sqrt(config.dModel)),
    [names.source]: matrix(embeddingSigma(config)),
    [names.target]: matrix(embeddingSigma(config)),
  };
}

/** Every parameter of the model: its name, shape and start. No biases in attention. */
export function parameterSpecs(config: ModelConfig, vocabularySize: number): Readonly<Specs> {
  const { dModel } = config;
  const stack = (name: string, layers: number, attentions: readonly string[]): Specs[] => [
    ...Array.from({ length: layers }, (_, layer) => `${name}/${layer}`).flatMap((prefix) => [
      ...attentions.map((attention) => attentionSpecs(`${prefix}/${attention}`, dModel)),
      feedForwardSpecs(`${prefix}/feed_forward`, config),
    ]),
    config.norm === 'post' ? {} : normSpecs(`${name}/norm`, dModel),
  ];
  return Object.assign(
    embeddingSpecs(config, vocabularySize),
    ...stack('encoder', config.encoderLayers, ['self_attention']),
    ...stack('decoder', config.decoderLayers, ['self_attention', 'cross_attention']),
  );
}

/** The shapes of the parameters of `config` with so many subwords. */
export function parameterShapes(config: ModelConfig, vocabularySize: number): ShapeTree {
  return shapesOf(parameterSpecs(config, vocabularySize));
}

/** The names of every parameter of the model; they do not depend on the vocabulary. */
export function parameterNames(config: ModelConfig): string[] {
  return Object.keys(parameterSpecs(config, 1));
}

function initialValues(name: string, { shape, initializer }: ParameterSpec, seed: number) {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const key = [siteSeed(seed, name), 0] as const;
  switch (initializer.kind) {
    case 'constant':
      return new Float32Array(size).fill(initializer.value);
    case 'normal':
      return normalFloats(size, key).map((value) => value * initializer.sigma);
    case 'uniform':
      return uniformFloats(size, key).map((value) => (2 * value - 1) * initializer.limit);
  }
}

/** Tensors as `specs` start them; each depends on (seed, its name, its shape) only. */
export function initialTensors(specs: Readonly<Specs>, seed: number): TensorTree {
  return mapTree(specs, (spec, name) =>
    tf.tensor(initialValues(name, spec, seed), [...spec.shape]),
  );
}

/** The Transformer's parameters before training. */
export function initialParameters(
  config: ModelConfig,
  vocabularySize: number,
  seed: number,
): TensorTree {
  return initialTensors(parameterSpecs(config, vocabularySize), seed);
}

/**
 * The names that fit one of `patterns`, in the order of `names`. In a pattern * stands for a part of
 * a name between slashes, and ** for any number of parts.
 */
export function namesFitting(patterns: readonly string[], names: readonly string[]): string[] {
  return names.filter((name) => nameFits(patterns, name));
}

/** The names with layers' numbers as *, each once: what patterns can be made of. */
export function namePatterns(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.replaceAll(/\/\d+\//g, '/*/')))];
}
