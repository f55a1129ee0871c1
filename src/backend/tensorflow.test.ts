import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { max, sum } from 'd3-array';
import { expect, it, vi } from 'vitest';
import { packageFolder } from '../platform/checkout.ts';
import { measureMatMul } from './diagnosis.ts';
import { bindingPath } from './setup/binding.ts';
import { chosenPackage } from './setup/choice.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';

/** What the kernel says of a thread of this process; undefined where it has ended. */
function statOf(thread: string): string | undefined {
  try {
    return readFileSync(`${TASKS}/${thread}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}

/** The processor time of each thread of this process, in ticks of the kernel. */
function threadTimes(): Map<string, number> {
  return new Map(
    readdirSync(TASKS).flatMap((thread) => {
      // After the name, which may have spaces: the 14th field of the whole.
      const fields = statOf(thread)?.split(') ')[1];
      return fields === undefined ? [] : [[thread, Number(fields.split(' ')[11])] as const];
    }),
  );
}

/** Linux has a folder here for each thread. */
const TASKS = '/proc/self/task';

const isInstalled = existsSync(bindingPath(packageFolder(chosenPackage())));
const withNativeLibrary = it.runIf(isInstalled);

it.runIf(isInstalled && existsSync(TASKS))(
  'computes on as many threads as were asked for',
  async () => {
    configureTensorFlow('portable', 1);
    expect(await startTensorFlow()).toMatchObject({ threads: 1, numerics: 'portable' });
    expect(tf.getBackend()).toBe('tensorflow');
    const before = threadTimes();
    for (let i = 0; i < 5; i++) await measureMatMul();
    const spent = [...threadTimes()].map(([thread, time]) => time - (before.get(thread) ?? 0));
    // Two threads would have a half each.
    expect(max(spent)! / sum(spent)).toBeGreaterThan(0.7);
  },
);

withNativeLibrary('says that the settings of a running library cannot be changed', async () => {
  configureTensorFlow('portable', 1);
  configureTensorFlow('native');
  expect(() => configureTensorFlow('native', 2)).toThrow(/already runs.*=1.*2 was asked for/);
  vi.stubEnv('ONEDNN_MAX_CPU_ISA', 'AVX');
  expect(() => configureTensorFlow('portable')).toThrow(/already runs.*=AVX .*AVX2 was asked for/);
  vi.unstubAllEnvs();
});
