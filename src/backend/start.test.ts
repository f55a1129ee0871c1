import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { startBackend } from './start.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';
import { findWebGpuAdapter, startWebGpu } from './webgpu.ts';

vi.mock('./tensorflow.ts', () => ({
  configureTensorFlow: vi.fn(),
  startTensorFlow: vi.fn(),
}));
vi.mock('./webgpu.ts', () => ({
  softwareAdapterCost: 'slow',
  findWebGpuAdapter: vi.fn(),
  startWebGpu: vi.fn(),
}));

/** Lets WebGPU find one adapter. */
function offerAdapter(name: string, software: boolean): void {
  const adapter = { name, software };
  vi.mocked(findWebGpuAdapter).mockResolvedValue(adapter);
  vi.mocked(startWebGpu).mockResolvedValue({ version: '4.22.0', dawnVersion: '0.6.2', adapter });
}

const stderr = vi.spyOn(console, 'error');
beforeEach(() => {
  stderr.mockReset().mockImplementation(() => {});
  const missing = new Error('no driver');
  vi.mocked(findWebGpuAdapter).mockReset().mockRejectedValue(missing);
  vi.mocked(startWebGpu).mockReset().mockRejectedValue(missing);
});
afterEach(() => {
  vi.mocked(startTensorFlow).mockReset();
});

describe('where TensorFlow starts', () => {
  beforeEach(() => {
    vi.mocked(startTensorFlow).mockResolvedValue({
      version: '2.21.0',
      package: '@tensorflow/tfjs-node 4.22.0',
      threads: 3,
      numerics: 'portable',
      cuda: false,
    });
  });

  it('is what auto takes, though there is a GPU', async () => {
    offerAdapter('some GPU', false);
    expect(await startBackend({ threads: 3 })).toMatchObject({
      name: 'tensorflow',
      library: 'TensorFlow 2.21.0',
      package: '@tensorflow/tfjs-node 4.22.0',
      threads: 3,
      tfjs: tf.version_core,
    });
    expect(configureTensorFlow).toHaveBeenCalledWith('portable', 3);
    expect(stderr).not.toHaveBeenCalled();
  });

  it('is told apart where it computes on a GPU', async () => {
    vi.mocked(startTensorFlow).mockResolvedValue({
      version: '2.21.0',
      package: '@tensorflow/tfjs-node-gpu 4.22.0',
      threads: 3,
      numerics: 'portable',
      cuda: true,
    });
    expect(await startBackend()).toMatchObject({
      name: 'tensorflow',
      device: expect.stringContaining('NVIDIA'),
      library: 'TensorFlow 2.21.0 on CUDA',
      package: '@tensorflow/tfjs-node-gpu 4.22.0',
      numerics: 'native',
    });
  });

  it('is refused where it computes on a GPU and portable numerics are asked for', async () => {
    const library = { version: '2.21.0', package: '@tensorflow/tfjs-node-gpu 4.22.0', threads: 3 };
    const onCuda = { ...library, numerics: 'portable', cuda: true } as const;
    vi.mocked(startTensorFlow).mockResolvedValue(onCuda);
    const asked = startBackend({ backend: 'tensorflow', numerics: 'portable' });
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(
      /^--numerics portable: TensorFlow 2\.21\.0 on CUDA on .* natively; take --backend tensorflow/,
    );
  });

  it('computes portably where that is asked for', async () => {
    const started = startBackend({ backend: 'tensorflow', numerics: 'portable' });
    expect(await started).toMatchObject({ name: 'tensorflow', numerics: 'portable' });
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
      /^warning: .*: no binding\. .*at least 4 times slower.*make setup.*$/,
    );
  });

  it('auto is refused where portable numerics are asked for', async () => {
    const asked = startBackend({ numerics: 'portable' });
    await expect(asked).rejects.toThrow(/^--numerics portable: tfjs-backend-wasm .* natively/);
  });

  it('auto takes a GPU before WASM, and says why', async () => {
    offerAdapter('some GPU', false);
    expect(await startBackend()).toMatchObject({
      name: 'webgpu',
      device: 'some GPU',
      reason: 'TensorFlow does not load: no binding',
    });
    expect(stderr.mock.calls).toEqual([[expect.stringContaining('WebGPU computes instead')]]);
  });

  it('auto takes no program that plays a GPU', async () => {
    offerAdapter('software', true);
    expect(await startBackend()).toMatchObject({ name: 'wasm' });
    expect(startWebGpu).not.toHaveBeenCalled();
  });

  it('is a mistake to ask for it', async () => {
    const asked = startBackend({ backend: 'tensorflow' });
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(/no binding.*make setup.*backend wasm/);
  });
});

describe('where WebGPU is asked for', () => {
  it('computes on the GPU, and TensorFlow is not even loaded', async () => {
    offerAdapter('some GPU', false);
    expect(await startBackend({ backend: 'webgpu' })).toMatchObject({
      name: 'webgpu',
      device: 'some GPU',
      library: 'tfjs-backend-webgpu 4.22.0, Dawn of webgpu 0.6.2',
      reason: 'asked for',
    });
    expect(startTensorFlow).not.toHaveBeenCalled();
    expect(stderr).not.toHaveBeenCalled();
  });

  it.each(['webgpu', 'wasm'] as const)('refuses portable numerics on %s', async (backend) => {
    offerAdapter('some GPU', false);
    const asked = startBackend({ backend, numerics: 'portable' });
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(/^--numerics portable: tfjs-backend-.* natively/);
    expect(await startBackend({ backend, numerics: 'native' })).toMatchObject({ name: backend });
  });

  it('warns where a program plays the GPU', async () => {
    offerAdapter('software', true);
    expect(await startBackend({ backend: 'webgpu' })).toMatchObject({ device: 'software' });
    expect(stderr.mock.calls).toEqual([['warning: WebGPU computes on software: slow.']]);
  });

  it('is a mistake where there is no adapter', async () => {
    const asked = startBackend({ backend: 'webgpu' });
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(/webgpu cannot start \(no driver\).*doctor/);
  });
});
