import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { buildOptimizer, NAMED, type OptimizerName } from 'sublinear-optim';
import { describe, expect, it } from 'vitest';
import { layerFrom, mergeLayers } from './layers.ts';
import { applyOverride } from './overrides.ts';
import { runConfigSchema } from './run-config.ts';
import { validate } from './validate.ts';
import { loadYaml } from './yaml-file.ts';

const RUNS = 'configs/runs';
const OPTIMIZERS = 'configs/optimizers';
const DEMO = join(RUNS, 'demo-adam.yaml');

describe('the run configurations that ship', () => {
  it.each(readdirSync(RUNS))('%s is valid', (name) => {
    const file = join(RUNS, name);
    expect(() => validate(runConfigSchema, loadYaml(file), file)).not.toThrow();
  });
});

describe('the optimisers that ship', () => {
  it.each(readdirSync(OPTIMIZERS))('%s is valid in place of another', (name) => {
    const file = join(OPTIMIZERS, name);
    const { optimizer: _, schedule: __, ...rest } = loadYaml(DEMO).value;
    const layer = mergeLayers(layerFrom(rest, DEMO), loadYaml(file));
    expect(() => validate(runConfigSchema, layer, file)).not.toThrow();
  });
});

it('only the built-in corpus that is stored can be asked for', () => {
  const layer = applyOverride(loadYaml(DEMO), 'data.corpus.seed=2');
  expect(() => validate(runConfigSchema, layer, DEMO)).toThrow(
    /data\.corpus\.seed: given 2; expected 1, the seed of the corpus that is stored; make another/,
  );
});

describe('a named optimiser', () => {
  const resolved = (assignment: string) =>
    validate(runConfigSchema, applyOverride(loadYaml(DEMO), assignment), DEMO).optimizer;

  it.each([
    ['optimizer={name: sgd, factor: 100}', { name: 'sgd', factor: 100 }],
    [
      'optimizer={name: adam, beta1: 0}',
      { name: 'adam', factor: 1, beta1: 0, beta2: 0.999, epsilon: 1e-8 },
    ],
    ['optimizer={name: sm3}', { name: 'sm3', factor: 1, variant: 'II', beta1: 0.9 }],
  ])('%s has all its options once it is resolved', (assignment, expected) => {
    expect(resolved(assignment)).toEqual(expected);
  });

  it.each(Object.keys(NAMED))('%s is known by its name alone', (name) => {
    const schedule = () => tf.scalar(1);
    const config = resolved(`optimizer={name: ${name}}`);
    expect(config).toMatchObject({ name, factor: 1, ...NAMED[name as OptimizerName].defaults });
    expect(buildOptimizer(config, schedule).stateShapes({})).toEqual({});
  });
});

it('a mean over the last points is refused where a run may end before the last step', () => {
  const layer = [
    'training.stopAt.tokens=1000',
    'averaging.lastPoints={count: 2, every: 10}',
  ].reduce(applyOverride, loadYaml(DEMO));
  expect(() => validate(runConfigSchema, layer, DEMO)).toThrow(
    'averaging.lastPoints: given {"count":2,"every":10}; counts back from the last step',
  );
});

describe('what is refused', () => {
  it.each([
    ['model.heads=5', 'model.heads: given 5; must divide dModel'],
    ['model.dModel=65', 'model.dModel: given 65; must be a multiple of 2'],
    ['model.dropout.relu=1', 'model.dropout.relu: given 1'],
    ['model.embedding.sharing=some', '"all"|"source-target"|"none"'],
    [
      'data.corpus={kind: folder, folder: text, files: {train: a, dev: b, test: c}, languages: {source: en, target: en}}',
      'data.corpus.languages.target: given "en"; must be another language than source',
    ],
    ['data.batching.lengths=[16, 8]', 'must rise from each length to the next'],
    ['data.batching.tokens=8', 'must be at least the longest of lengths'],
    [
      'optimizer.0.link=scaleByMagic',
      /optimizer\.0\.link: given "scaleByMagic"; expected one of 'addWeightDecay' \|.* 'scaleByStandardDeviation'/,
    ],
    [
      'optimizer.0.beta3=1',
      'unknown key "beta3"; valid here: link, beta1, beta2, epsilon, epsilon1',
    ],
    [
      'optimizer.0={link: scaleByAdam, beta1: 0, beta2: 0.9}',
      'optimizer.0.epsilon: missing; expected epsilon, which is added to the root of the second moment, or epsilon1',
    ],
    [
      'training.widthRule=sqrt(dModel)',
      'training.widthRule: given "sqrt(dModel)"; expected "sqrt(512/dModel)"',
    ],
    ['optimizer=adam', 'given "adam"; expected a list of links; or expected a name with options'],
    ['optimizer=[]', 'optimizer: given []; Too small'],
    ['optimizer={name: magic}', /optimizer\.name: given "magic"; expected one of 'sgd' \|.* 'sm3'/],
    ['optimizer={beta1: 0.9}', 'optimizer.name: missing; expected one of'],
    [
      'optimizer={name: sm3, beta3: 1}',
      'unknown key "beta3"; valid here: name, factor, variant, beta1, beta2',
    ],
    [
      'optimizer={name: adam, learningRate: 1}',
      'unknown key "learningRate"; valid here: name, factor',
    ],
    ['optimizer={name: adafactor, decay: {beta2: 1}}', 'optimizer.decay'],
    ['schedule.name=magic', 'schedule.name: given "magic"; expected one of'],
    ['schedule.cooldown={fraction: 2}', 'schedule.cooldown.fraction: given 2'],
    [
      'schedule={name: inverseSquareRoot, value: 1, flat: {fraction: 0.01}, warmup: {fraction: 0.1, power: 1}}',
      'schedule.warmup: given {"fraction":0.1,"power":1}; expected a fraction up to that of flat, 0.01',
    ],
    ['protocol=My Protocol', 'must be lower-case letters, digits and hyphens'],
    ['training.steps=0', 'training.steps: given 0'],
    ['training.gradientAccumulation=0', 'training.gradientAccumulation: given 0; Too small'],
    [
      'training.divergence={aboveStartFor: 0}',
      'training.divergence.aboveStartFor: given 0; Too small',
    ],
    ['training.divergence={after: 9}', 'unknown key "after"; valid here: aboveStartFor'],
    ['training.stopAt={tokens: 1.5}', 'training.stopAt.tokens: given 1.5'],
    ['training.stopAt={seconds: -1}', 'training.stopAt.seconds: given -1'],
    [
      'training.stopAt={hours: 1}',
      'unknown key "hours"; valid here: steps, tokens, devLogPerplexity, seconds',
    ],
  ])('%s', (assignment, message) => {
    const layer = applyOverride(loadYaml(DEMO), assignment);
    expect(() => validate(runConfigSchema, layer, DEMO)).toThrow(message);
  });
});
