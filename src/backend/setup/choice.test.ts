import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { cacheFolder } from '../../platform/cache-folder.ts';
import { checkoutFolder, packageFolder } from '../../platform/checkout.ts';
import { bindingIsThere, ensureBinding } from './binding.ts';
import {
  type Candidate,
  choose,
  chosenPackage,
  installedVersion,
  readChoice,
  TENSORFLOW_PACKAGES,
  type TensorFlowPackage,
  writeChoice,
} from './choice.ts';
import { libraryFolder } from './library.ts';
import { cpuLibrary } from './wheel.ts';

const works: Candidate = {
  source: 'installer',
  device: 'cpu',
  title: 'the installer',
  install: async () => '2.9.1',
};
const fails: Candidate = {
  source: 'wheel',
  device: 'cuda',
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

const choiceFile = temporaryFolder();

it('is read back as it was written, and is undefined where it is missing or broken', async () => {
  const file = choiceFile('choice.json');
  expect(readChoice(file)).toBeUndefined();
  const choice = await choose([works], 'v1', () => {});
  writeChoice(file, choice);
  expect(readChoice(file)).toEqual(choice);
  writeFileSync(file, '{');
  expect(readChoice(file)).toBeUndefined();
});

it.each<[string, object | undefined, TensorFlowPackage]>([
  ['what set-up chose', { package: TENSORFLOW_PACKAGES.cuda }, TENSORFLOW_PACKAGES.cuda],
  ['that of the processor for an older choice', { device: 'cuda' }, TENSORFLOW_PACKAGES.cpu],
  ['that of the processor before set-up', undefined, TENSORFLOW_PACKAGES.cpu],
])('the package is %s', (_what, choice, expected) => {
  const file = choiceFile('choice.json');
  if (choice !== undefined) writeFileSync(file, JSON.stringify(choice));
  expect(chosenPackage(file)).toBe(expected);
});

it('pins both packages to one version', () => {
  expect(Object.values(TENSORFLOW_PACKAGES).map(installedVersion)).toEqual(['4.22.0', '4.22.0']);
});

/** What a process that loads TensorFlow with `name` computes: ten steps of training. */
function trainWith(name: TensorFlowPackage) {
  const code = `
    import { configureTensorFlow, startTensorFlow } from './src/backend/tensorflow.ts';
    import { ADAFACTOR, losses } from './test/support/small-training.ts';
    configureTensorFlow('portable', 1);
    const { package: loadedBy, cuda } = await startTensorFlow('${name}');
    console.log(JSON.stringify({ loadedBy, cuda, losses: await losses(ADAFACTOR, 10, 1, 'graph') }));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  // Without a GPU, as losses are compared to the bit.
  const env = { ...process.env, CUDA_VISIBLE_DEVICES: '-1' };
  const options = { encoding: 'utf8', cwd: checkoutFolder, env } as const;
  const { stdout, stderr } = spawnSync(process.execPath, args, options);
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout);
}

const library = libraryFolder(cpuLibrary, cacheFolder());

// Set-up has CUDA's library for this package; the code between Node and the library is the same.
it.runIf(existsSync(library))(
  'computes the same bits through the package for GPUs, compiled against the library for processors',
  // Compiles for some seconds where the cache has no binding.
  { timeout: 120_000 },
  async () => {
    for (const folder of Object.values(TENSORFLOW_PACKAGES).map(packageFolder)) {
      if (bindingIsThere(folder)) continue;
      await ensureBinding(folder, library, cacheFolder(), () => {});
    }
    const expected = trainWith(TENSORFLOW_PACKAGES.cpu);
    expect(expected.losses).toHaveLength(10);
    expect(trainWith(TENSORFLOW_PACKAGES.cuda)).toEqual({
      ...expected,
      loadedBy: '@tensorflow/tfjs-node-gpu 4.22.0',
    });
  },
);
