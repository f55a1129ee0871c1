import { expect, it } from 'vitest';
import type { Diagnosis } from '../../backend/diagnosis.ts';
import { formatDiagnosis } from './doctor.ts';

const diagnosis: Diagnosis = {
  backend: {
    name: 'tensorflow',
    device: 'some processor',
    threads: 2,
    tfjs: '4.22.0',
    library: 'TensorFlow 2.21.0',
    package: '@tensorflow/tfjs-node 4.22.0',
    numerics: 'portable',
    oneDnn: 'AVX2',
    processor: {
      name: 'some processor',
      vendor: 'somebody',
      family: '6',
      model: '7',
      stepping: '1',
      instructionSets: ['avx2', 'fma'],
      cacheBytes: { L2: 2 ** 21 },
    },
    reason: 'asked for',
  },
  matMulGflops: 120.4,
  node: 'v20.19.0',
  cores: 4,
  memoryBytes: 8 * 2 ** 30,
  cacheFolder: '/cache',
  tools: [{ name: 'make', remedy: 'install it' }],
  webGpu: { problem: 'no driver' },
  problems: [],
};

it('lays out one fact a line', () => {
  expect(formatDiagnosis(diagnosis)).toBe(`\
backend       tensorflow (asked for)
library       TensorFlow 2.21.0
loaded by     @tensorflow/tfjs-node 4.22.0
tfjs          4.22.0
device        some processor
processor     somebody family 6 model 7; avx2 fma; L2 2,048 KiB
numerics      portable: designed to give the same bits on every x86-64 processor with AVX2 at as many threads; oneDNN up to AVX2
threads       2 of 4 cores
speed         120 GFLOP/s on 1024 x 1024 matrix products
webgpu        none: no driver
memory        8.0 GiB
set-up chose  nothing yet
cache         /cache
make          missing

Nothing is missing.`);
});

it.each([
  [false, /^webgpu +some GPU; `--backend webgpu` computes on it$/m],
  [true, /^webgpu +some GPU: a program that plays a GPU.* never taken unasked$/m],
])('tells a GPU from a program that plays one: %s', (software, line) => {
  const webGpu = { adapter: { name: 'some GPU', software } };
  expect(formatDiagnosis({ ...diagnosis, webGpu })).toMatch(line);
});

it('ends with what to do', () => {
  const text = formatDiagnosis({ ...diagnosis, problems: ['make: install it'] });
  expect(text).toMatch(/\n\nWhat to do:\n- make: install it$/);
});

it('says what set-up chose to load the library with', () => {
  const choice: Diagnosis['choice'] = {
    backend: 'tensorflow',
    source: 'wheel',
    library: 'TensorFlow 2.21.0 with CUDA',
    device: 'cuda',
    package: '@tensorflow/tfjs-node-gpu',
    passedOver: [],
    madeFor: 'v1',
  };
  expect(formatDiagnosis({ ...diagnosis, choice })).toMatch(
    /^set-up chose +TensorFlow 2\.21\.0 with CUDA, loaded by @tensorflow\/tfjs-node-gpu \(source: wheel\)$/m,
  );
});
