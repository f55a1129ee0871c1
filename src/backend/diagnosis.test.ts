import { expect, it } from 'vitest';
import { findProblems } from './diagnosis.ts';
import type { BackendInfo } from './info.ts';
import { describeProcessor, processorName } from './processor.ts';
import type { CheckoutBackend } from './setup/choice.ts';

const backend: BackendInfo = {
  name: 'tensorflow',
  device: 'some processor',
  threads: 2,
  tfjs: '4.22.0',
  library: 'TensorFlow 2.21.0',
  package: '@tensorflow/tfjs-node-gpu 4.22.0',
  numerics: 'portable',
  processor: describeProcessor(),
  reason: 'the fastest that is installed',
};
const choice: CheckoutBackend = {
  backend: 'tensorflow',
  source: 'wheel',
  library: 'TensorFlow 2.21.0',
  passedOver: [],
  madeFor: 'v1',
};

it('has nothing to say where all is well', () => {
  const tools = [{ name: 'make', found: 'GNU Make 4.3', remedy: 'install it' }];
  expect(findProblems(backend, choice, tools)).toEqual([]);
});

it('says what to do about a missing tool', () => {
  const tools = [{ name: 'make', remedy: 'not found; install it' }];
  expect(findProblems(backend, choice, tools)).toEqual(['make: not found; install it']);
});

it('asks for set-up where it has not finished', () => {
  expect(findProblems(backend, undefined, [])).toEqual([
    expect.stringContaining('run `make setup`'),
  ]);
});

it('says what WASM costs and why TensorFlow was passed over', () => {
  const passedOver = ['the wheel failed: no network'];
  const problems = findProblems({ ...backend, name: 'wasm' }, { ...choice, passedOver }, []);
  expect(problems).toEqual([expect.stringContaining('times slower'), ...passedOver]);
});

it('says so where TensorFlow has CUDA and no GPU', () => {
  const cuda: CheckoutBackend = { ...choice, device: 'cuda' };
  const onProcessor = { ...backend, device: processorName() };
  expect(findProblems(onProcessor, cuda, [])).toEqual([
    expect.stringMatching(/loaded by @tensorflow\/tfjs-node-gpu 4\.22\.0, .*finds no NVIDIA GPU/),
  ]);
  expect(findProblems({ ...backend, device: 'some GPU' }, cuda, [])).toEqual([]);
  expect(findProblems({ ...onProcessor, name: 'webgpu' }, cuda, [])).toEqual([]);
});
