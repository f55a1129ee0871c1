import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeOnWebGpu } from '../../test/support/webgpu.ts';
import { checkoutFolder } from '../platform/checkout.ts';

await describeOnWebGpu('a process', () => {
  it('ends with an error where the device fails, as its results are worthless', () => {
    const code = `
      import * as tf from '@tensorflow/tfjs-core';
      import { startWebGpu } from './src/backend/webgpu.ts';
      await startWebGpu();
      const tooLarge = 2 ** 50;
      tf.backend().device.createBuffer({ size: tooLarge, usage: GPUBufferUsage.STORAGE });
      await tf.square(tf.ones([2000])).data();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      console.log('went on');`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      cwd: checkoutFolder,
    });
    expect(stderr).toMatch(/Error: WebGPU failed: Buffer size .* exceeds/);
    expect(stdout).not.toContain('went on');
    expect(status).toBe(1);
  });
});
