import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { startBackend } from './start.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';

vi.mock('./tensorflow.ts', () => ({
  configureTensorFlow: vi.fn(),
  startTensorFlow: vi.fn(),
}));

const stderr = vi.spyOn(console, 'error');
beforeEach(() => {
  stderr.mockReset().mockImplementation(() => {});
});
afterEach(() => {
  vi.mocked(startTensorFlow).mockReset();
});

describe('where TensorFlow starts', () => {
  beforeEach(() => {
    vi.mocked(startTensorFlow).mockResolvedValue({ version: '2.21.0', threads: 3 });
  });

  it('is what auto takes', async () => {
    expect(await startBackend({ threads: 3 })).toMatchObject({
      name: 'tensorflow',
      library: 'TensorFlow 2.21.0',
      threads: 3,
      tfjs: tf.version_core,
    });
    expect(configureTensorFlow).toHaveBeenCalledWith(3);
    expect(stderr).not.toHaveBeenCalled();
  });

  it('gives way to WASM where that is asked for', async () => {
    expect(await startBackend({ backend: 'wasm' })).toMatchObject({ name: 'wasm', threads: 1 });
    expect(startTensorFlow).not.toHaveBeenCalled();
    const gradient = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2, 3]));
    expect([...gradient.dataSync()]).toEqual([2, 4, 6]);
  });
});

describe('where TensorFlow does not start', () => {
  beforeEach(() => {
    vi.mocked(startTensorFlow).mockRejectedValue(new Error('no binding.\nLong advice.'));
  });

  it('auto takes WASM, with one line that says why, what it costs and what to do', async () => {
    const info = await startBackend();
    expect(info).toMatchObject({ name: 'wasm', reason: 'TensorFlow does not load: no binding' });
    expect(stderr).toHaveBeenCalledTimes(1);
    expect(stderr.mock.calls[0]?.[0]).toMatch(
      /^warning: .*\(no binding\).*at least 4 times slower.*make setup.*$/,
    );
  });

  it('is a mistake to ask for it', async () => {
    const asked = startBackend({ backend: 'tensorflow' });
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(/no binding.*make setup.*backend wasm/);
  });
});
