import { fileURLToPath } from 'node:url';
import { disposeTree, sizeOfShapes } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { TINY } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { loadYaml } from '../config/yaml-file.ts';
import type { ModelConfig } from './config.ts';
import {
  embeddingNames,
  initialParameters,
  namePatterns,
  namesFitting,
  parameterShapes,
  parameterSpecs,
} from './parameters.ts';

function readModel(name: string): ModelConfig {
  const file = new URL(`../../configs/models/${name}.yaml`, import.meta.url);
  return loadYaml(fileURLToPath(file)).value.model as ModelConfig;
}

/** The number of parameters with one embedding matrix, from the architecture. */
function expectedCount(model: ModelConfig, vocabulary: number): number {
  const { encoderLayers, decoderLayers, dModel: d, dFeedForward: f } = model;
  const norm = 2 * d;
  const attention = 4 * d * d;
  const feedForward = 2 * d * f + f + d;
  const encoderLayer = attention + feedForward + 2 * norm;
  const decoderLayer = 2 * attention + feedForward + 3 * norm;
  return encoderLayers * encoderLayer + decoderLayers * decoderLayer + 2 * norm + vocabulary * d;
}

describe('the number of parameters', () => {
  const parameterCount = (model: ModelConfig, vocabulary: number) =>
    sizeOfShapes(parameterShapes(model, vocabulary)).elements;

  it('of base is that of Tensor2Tensor transformer_base_v2', () => {
    const base = readModel('base');
    expect(parameterCount(base, 0)).toBe(44_103_680);
    expect(parameterCount(base, 32_000)).toBe(60_487_680);
  });

  it.each(['tiny', 'small', 'base'])('of %s follows from the architecture', (name) => {
    const model = readModel(name);
    expect(model.embedding.sharing).toBe('all');
    expect(parameterCount(model, 1000)).toBe(expectedCount(model, 1000));
  });

  it.each([
    { sharing: 'all', matrices: 1 },
    { sharing: 'source-target', matrices: 2 },
    { sharing: 'none', matrices: 3 },
  ] as const)(
    'has $matrices matrices of the vocabulary, sharing $sharing',
    ({ sharing, matrices }) => {
      const tiny = readModel('tiny');
      const model = { ...tiny, embedding: { ...tiny.embedding, sharing } };
      const added = (matrices - 1) * 1000 * model.dModel;
      expect(parameterCount(model, 1000)).toBe(expectedCount(model, 1000) + added);
    },
  );
});

/** Wide enough for what is said of random numbers. */
const SMALL: ModelConfig = {
  ...TINY,
  encoderLayers: 1,
  decoderLayers: 1,
  dModel: 64,
  dFeedForward: 96,
  heads: 4,
};
const VOCABULARY = 500;

const withEmbedding = (embedding: Partial<ModelConfig['embedding']>): ModelConfig => ({
  ...SMALL,
  embedding: { ...SMALL.embedding, ...embedding },
});

describe('parameterSpecs', () => {
  it('names every parameter, with its shape', () => {
    const [d, f] = [SMALL.dModel, SMALL.dFeedForward];
    const norm = (prefix: string) => ({ [`${prefix}/scale`]: [d], [`${prefix}/offset`]: [d] });
    const attention = (prefix: string) => ({
      ...norm(`${prefix}/norm`),
      [`${prefix}/query`]: [d, d],
      [`${prefix}/key`]: [d, d],
      [`${prefix}/value`]: [d, d],
      [`${prefix}/output`]: [d, d],
    });
    const feedForward = (prefix: string) => ({
      ...norm(`${prefix}/norm`),
      [`${prefix}/hidden/kernel`]: [d, f],
      [`${prefix}/hidden/bias`]: [f],
      [`${prefix}/output/kernel`]: [f, d],
      [`${prefix}/output/bias`]: [d],
    });
    expect(parameterShapes(SMALL, VOCABULARY)).toEqual({
      'embedding/all': [VOCABULARY, d],
      ...attention('encoder/0/self_attention'),
      ...feedForward('encoder/0/feed_forward'),
      ...norm('encoder/norm'),
      ...attention('decoder/0/self_attention'),
      ...attention('decoder/0/cross_attention'),
      ...feedForward('decoder/0/feed_forward'),
      ...norm('decoder/norm'),
    });
  });

  it.each<ModelConfig['embedding']['sharing']>(['all', 'source-target', 'none'])(
    'has the matrices that embeddingNames names, sharing %s',
    (sharing) => {
      const model = withEmbedding({ sharing });
      const specs = parameterSpecs(model, VOCABULARY);
      const tall = Object.keys(specs).filter((name) => specs[name]!.shape[0] === VOCABULARY);
      expect(new Set(tall)).toEqual(new Set(Object.values(embeddingNames(model))));
    },
  );
});

describe('initialParameters', () => {
  beforeAll(async () => {
    await startBackend({ backend: 'tensorflow' });
  });

  function valuesOf(model: ModelConfig, seed: number): Record<string, number[]> {
    const parameters = initialParameters(model, VOCABULARY, seed);
    const values = Object.entries(parameters).map(([name, parameter]) => [
      name,
      [...parameter.dataSync()],
    ]);
    disposeTree(parameters);
    return Object.fromEntries(values);
  }

  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = (values: readonly number[]) =>
    Math.sqrt(mean(values.map((value) => value ** 2)) - mean(values) ** 2);

  it('kernels are uniform within Glorot and Bengio’s limits', () => {
    const kernels = Object.entries(valuesOf(SMALL, 1)).filter(([name]) =>
      /query|key|value|attention\/output|kernel/.test(name),
    );
    expect(kernels).toHaveLength(3 * 4 + 2 * 2);
    for (const [name, values] of kernels) {
      const isFeedForward = name.endsWith('/kernel');
      const outputs = isFeedForward ? SMALL.dFeedForward : SMALL.dModel;
      const limit = Math.sqrt(6 / (SMALL.dModel + outputs));
      const fiveSigma = 5 / Math.sqrt(values.length);
      const largest = values.reduce((so, value) => Math.max(so, Math.abs(value)), 0);
      expect(largest, name).toBeLessThanOrEqual(Math.fround(limit));
      expect(largest, name).toBeGreaterThan(0.99 * limit);
      expect(mean(values) / limit, name).closeTo(0, fiveSigma / Math.sqrt(3));
      expect(deviation(values) / limit, name).closeTo(1 / Math.sqrt(3), fiveSigma);
    }
  });

  it.each<{ embedding: Partial<ModelConfig['embedding']>; sigmas: Record<string, number> }>([
    { embedding: {}, sigmas: { 'embedding/all': 1 / 8 } },
    { embedding: { sigma: 1 }, sigmas: { 'embedding/all': 1 } },
    {
      embedding: { sigma: 0.5, sharing: 'source-target' },
      sigmas: { 'embedding/source_target': 0.5, softmax: 1 / 8 },
    },
    {
      embedding: { sigma: 2, sharing: 'none' },
      sigmas: { 'embedding/source': 2, 'embedding/target': 2, softmax: 1 / 8 },
    },
  ])('embeddings are normal: $embedding', ({ embedding, sigmas }) => {
    const values = valuesOf(withEmbedding(embedding), 1);
    for (const [name, sigma] of Object.entries(sigmas)) {
      const matrix = values[name]!;
      const fiveSigma = 5 / Math.sqrt(matrix.length);
      expect(mean(matrix) / sigma, name).closeTo(0, fiveSigma);
      expect(deviation(matrix) / sigma, name).closeTo(1, fiveSigma);
      const within = matrix.filter((value) => Math.abs(value) < sigma).length / matrix.length;
      expect(within, name).closeTo(0.6827, fiveSigma);
    }
  });

  it('layer norms start as the identity and biases at zero', () => {
    const vectors = Object.entries(valuesOf(SMALL, 1)).filter(([name]) =>
      /scale|offset|bias/.test(name),
    );
    expect(vectors).toHaveLength(2 * (2 + 3 + 2) + 2 * 2);
    for (const [name, values] of vectors) {
      expect(new Set(values), name).toEqual(new Set([name.endsWith('scale') ? 1 : 0]));
    }
  });

  it('depends on the seed', () => {
    const first = valuesOf(SMALL, 1);
    expect(valuesOf(SMALL, 1)).toEqual(first);
    const other = valuesOf(SMALL, 2);
    for (const [name, values] of Object.entries(first)) {
      if (/scale|offset|bias/.test(name)) continue;
      expect(other[name], name).not.toEqual(values);
    }
  });

  it('gives no two parameters of the same shape the same numbers', () => {
    const values = Object.entries(valuesOf(withEmbedding({ sharing: 'none' }), 1))
      .filter(([name]) => !/scale|offset|bias/.test(name))
      .map(([, numbers]) => numbers.slice(0, 8).join());
    expect(new Set(values).size).toBe(values.length);
  });

  it('gives a parameter the same numbers whatever comes before it', () => {
    const small = valuesOf(SMALL, 1);
    const deeper = valuesOf({ ...SMALL, encoderLayers: 3, decoderLayers: 2 }, 1);
    for (const [name, values] of Object.entries(small)) expect(deeper[name], name).toEqual(values);
  });
});

const NAMES = [
  'embedding/all',
  'encoder/0/norm/scale',
  'encoder/1/norm/scale',
  'encoder/10/feed_forward/norm/scale',
];

describe('namesFitting', () => {
  it.each([
    [['embedding/all'], ['embedding/all']],
    [['encoder/*/norm/scale'], ['encoder/0/norm/scale', 'encoder/1/norm/scale']],
    [['**/scale'], NAMES.slice(1)],
    [['*'], []],
    [
      ['encoder/1/**', 'embedding/*'],
      ['embedding/all', 'encoder/1/norm/scale'],
    ],
    [[], []],
  ])('%j', (patterns, fitting) => {
    expect(namesFitting(patterns, NAMES)).toEqual(fitting);
  });
});

it('shows each kind of name once', () => {
  expect(namePatterns(NAMES)).toEqual([
    'embedding/all',
    'encoder/*/norm/scale',
    'encoder/*/feed_forward/norm/scale',
  ]);
});
