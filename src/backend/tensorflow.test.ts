import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tfjsNodeFolder } from './checkout.ts';
import { measureMatMul } from './matmul-speed.ts';
import { bindingPath } from './setup/binding.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';

const withNativeLibrary = it.runIf(existsSync(bindingPath(tfjsNodeFolder)));

withNativeLibrary('computes on as many threads as were asked for', async () => {
  configureTensorFlow(1);
  expect(await startTensorFlow()).toMatchObject({ threads: 1 });
  expect(tf.getBackend()).toBe('tensorflow');
  const before = process.cpuUsage();
  const start = performance.now();
  await measureMatMul();
  const { user } = process.cpuUsage(before);
  const coresBusy = user / 1e3 / (performance.now() - start);
  expect(coresBusy).toBeLessThan(1.3);
});

withNativeLibrary('says that the threads of a running library cannot be changed', async () => {
  configureTensorFlow(1);
  configureTensorFlow();
  expect(() => configureTensorFlow(2)).toThrow(/already runs.*=1.*2 threads were asked for/);
});
