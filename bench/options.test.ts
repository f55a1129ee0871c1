import { NAMED } from 'sublinear-optim';
import { expect, it } from 'vitest';
import { UserError } from '../src/platform/errors.ts';
import { parseDecodeOptions } from './decode/options.ts';
import { parseBundleOptions } from './gpu-bundle/options.ts';
import { SHAPES } from './harness/shapes.ts';
import { OPTIMIZER_COMPARISONS } from './optimizer/comparisons.ts';
import { parseOptimizerOptions } from './optimizer/options.ts';
import { parseDeviceOptions } from './step/device-options.ts';
import { parseOptions } from './step/options.ts';

it('steps are timed at every shape but the one to try with, for rounds of its own', () => {
  expect(parseOptions([])).toEqual({
    shapes: SHAPES.filter(({ name }) => name !== 'tiny'),
    json: 'bench/results/step-time.json',
  });
  const { shapes } = parseOptions(['--shapes', 'base,small', '--rounds', '2']);
  expect(shapes.map(({ name, rounds }) => [name, rounds])).toEqual([
    ['base', 2],
    ['small', 2],
  ]);
});

it('a device trains the small and the base model through WebGPU', () => {
  const { shapes, ...rest } = parseDeviceOptions([]);
  expect(shapes.map(({ name }) => name)).toEqual(['small', 'base']);
  const counts = { steps: 300, compared: 20 };
  expect(rest).toEqual({ backend: 'webgpu', ...counts, json: 'bench/results/device.json' });
});

it('the bundle trains three sizes, with room for the subwords of the corpus', () => {
  const { shapes, ...rest } = parseBundleOptions([]);
  expect(shapes.map(({ model }) => model.dModel)).toEqual([128, 256, 512]);
  expect(shapes.map(({ vocabulary }) => vocabulary)).toEqual([4000, 8000, 32000]);
  const counts = { steps: 300, compared: 20, sentences: 32, seconds: 440 };
  expect(rest).toEqual({ ...counts, software: false, json: 'result.json' });
  const small = parseBundleOptions(['--shapes', 'tiny,trial']).shapes;
  expect(small.map(({ vocabulary }) => vocabulary)).toEqual([2500, 2500]);
});

it('all optimisers are timed, or those that are named', () => {
  const { comparisons, shape, ...rest } = parseOptimizerOptions([]);
  expect(comparisons).toEqual(OPTIMIZER_COMPARISONS);
  const names = new Set(comparisons.map(({ optimizer }) => optimizer.name));
  expect(names).toEqual(new Set(Object.keys(NAMED)));
  expect(shape.name).toBe('base');
  expect(rest).toEqual({ rounds: 7, steps: 5, json: 'bench/results/optimizer-time.json' });
  const some = parseOptimizerOptions(['--optimizers', 'sm3,adam', '--shape', 'small']);
  expect(some.comparisons.map(({ name }) => name)).toEqual(['sm3', 'adam']);
  expect(some.shape.name).toBe('small');
});

it("decoding searches with the paper's beam, on any corpus", () => {
  const { config: _, ...rest } = parseDecodeOptions([]);
  expect(rest).toEqual({
    search: { beamSize: 4, alpha: 0.6, extraLength: 50 },
    sentences: 128,
    rounds: 5,
    limit: undefined,
    json: 'bench/results/decode-time.json',
  });
  const { config } = parseDecodeOptions(['--set', 'data.corpus.folder=elsewhere']);
  expect(config.data.corpus).toMatchObject({ folder: 'elsewhere' });
});

it.each<[(argv: string[]) => unknown, string, string]>([
  [parseOptions, '--shapes huge', 'there is no "huge"; valid: tiny, small, medium, base'],
  [parseOptions, '--rounds many', '--rounds many: expected a whole number from 1'],
  [parseOptions, '--json', 'Not enough arguments following: json'],
  [parseOptions, '--fast', 'Unknown argument: fast'],
  [parseOptions, 'small', 'expected no argument'],
  [parseDeviceOptions, '--steps 5', '--compared 20: expected no more than the 5 steps taken'],
  [parseDeviceOptions, '--backend wasm', 'Invalid values'],
  [parseBundleOptions, '--steps 5', '--compared 20: expected no more than the 5 steps taken'],
  [parseBundleOptions, '--seconds 0', '--seconds 0: expected a whole number from 1'],
  [parseOptimizerOptions, '--optimizers adam,lyon', 'there is no "lyon"; valid: sgd, momentum,'],
  [parseOptimizerOptions, '--shape huge', '--shape: there is no "huge"; valid: tiny, small,'],
  [parseDecodeOptions, '--limit 0', '--limit 0: expected a whole number from 1'],
  [parseDecodeOptions, '--config nowhere.yaml', 'nowhere.yaml'],
  [parseDecodeOptions, '--config configs/runs/demo-adam.yaml', 'search.kind: given greedy'],
])('%o refuses %s', (parse, words, message) => {
  expect(() => parse(words.split(' '))).toThrow(UserError);
  expect(() => parse(words.split(' '))).toThrow(message);
});
