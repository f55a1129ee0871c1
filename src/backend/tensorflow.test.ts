import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { packageFolder } from '../platform/checkout.ts';
import { measureMatMul } from './diagnosis.ts';
import { bindingPath } from './setup/binding.ts';
import { chosenPackage } from './setup/choice.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';

const withNativeLibrary = it.runIf(existsSync(bindingPath(packageFolder(chosenPackage()))));

withNativeLibrary('computes on as many threads as were asked for', async () => {
  configureTensorFlow('portable', 1);
  expect(await startTensorFlow()).toMatchObject({ threads: 1, numerics: 'portable' });
  expect(tf.getBackend()).toBe('tensorflow');
  const before = process.cpuUsage();
  const start = performance.now();
  await measureMatMul();
  const { user } = process.cpuUsage(before);
  const coresBusy = user / 1e3 / (performance.now() - start);
  expect(coresBusy).toBeLessThan(1.3);
});

withNativeLibrary('says that the settings of a running library cannot be changed', async () => {
  configureTensorFlow('portable', 1);
  configureTensorFlow('native');
  expect(() => configureTensorFlow('native', 2)).toThrow(/already runs.*=1.*2 was asked for/);
  vi.stubEnv('ONEDNN_MAX_CPU_ISA', 'AVX');
  expect(() => configureTensorFlow('portable')).toThrow(/already runs.*=AVX .*AVX2 was asked for/);
  vi.unstubAllEnvs();
});
