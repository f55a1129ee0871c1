import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { type Candidate, choose, readChoice, writeChoice } from './choice.ts';

const works: Candidate = {
  source: 'installer',
  device: 'cpu',
  package: '@tensorflow/tfjs-node',
  title: 'the installer',
  install: async () => '2.9.1',
};
const fails: Candidate = {
  source: 'wheel',
  device: 'cuda',
  package: '@tensorflow/tfjs-node-gpu',
  title: 'the wheel',
  install: async () => {
    throw new Error('no network\nand more');
  },
};

it('takes the first candidate that works, and tries no other', async () => {
  const later = vi.fn();
  const candidates: Candidate[] = [works, { ...fails, install: later }];
  const choice = await choose(candidates, 'v1', () => {});
  expect(choice).toEqual({
    backend: 'tensorflow',
    source: 'installer',
    library: 'TensorFlow 2.9.1',
    device: 'cpu',
    package: '@tensorflow/tfjs-node',
    passedOver: [],
    madeFor: 'v1',
  });
  expect(later).not.toHaveBeenCalled();
});

it('tells a library that has CUDA, and what loads it', async () => {
  const cuda: Candidate = { ...fails, install: async () => '2.21.0' };
  expect(await choose([cuda], 'v1', () => {})).toMatchObject({
    library: 'TensorFlow 2.21.0 with CUDA',
    device: 'cuda',
    package: '@tensorflow/tfjs-node-gpu',
  });
});

it('says why a better candidate was passed over', async () => {
  const say = vi.fn();
  const choice = await choose([fails, works], 'v1', say);
  expect(choice).toMatchObject({
    source: 'installer',
    passedOver: ['the wheel failed: no network'],
  });
  expect(say).toHaveBeenCalledWith('the wheel failed: no network\nand more');
});

it('falls back to WASM where nothing works', async () => {
  const choice = await choose([fails], 'v1', () => {});
  expect(choice).toMatchObject({ backend: 'wasm', source: 'none' });
});

it('is read back as it was written, and is undefined where it is missing or broken', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-choice-'));
  try {
    const file = path.join(folder, 'choice.json');
    expect(readChoice(file)).toBeUndefined();
    const choice = await choose([works], 'v1', () => {});
    await writeChoice(file, choice);
    expect(readChoice(file)).toEqual(choice);
    await writeFile(file, '{');
    expect(readChoice(file)).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
