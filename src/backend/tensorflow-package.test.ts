import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../platform/cache-folder.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { bindingIsThere, ensureBinding } from './setup/binding.ts';
import { chosenPackage } from './setup/choice.ts';
import { libraryFolder } from './setup/library.ts';
import { cpuLibrary } from './setup/wheel.ts';
import {
  packageFolder,
  packageVersion,
  TENSORFLOW_PACKAGES,
  type TensorFlowPackage,
} from './tensorflow-package.ts';

describe('chosenPackage', () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'sublinear-package-')), 'choice.json');
  });
  afterEach(() => rmSync(join(file, '..'), { recursive: true }));

  it.each<[string, object, TensorFlowPackage]>([
    ['what set-up chose', { package: TENSORFLOW_PACKAGES.cuda }, TENSORFLOW_PACKAGES.cuda],
    ['that of the processor for an older choice', { device: 'cuda' }, TENSORFLOW_PACKAGES.cpu],
  ])('is %s', (_what, choice, expected) => {
    writeFileSync(file, JSON.stringify(choice));
    expect(chosenPackage(file)).toBe(expected);
  });

  it('is that of the processor before set-up', () => {
    expect(chosenPackage(file)).toBe(TENSORFLOW_PACKAGES.cpu);
  });
});

it('pins both packages to one version', () => {
  expect(Object.values(TENSORFLOW_PACKAGES).map(packageVersion)).toEqual(['4.22.0', '4.22.0']);
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
