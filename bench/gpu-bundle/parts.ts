import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../../src/platform/checkout.ts';
import { UserError } from '../../src/platform/errors.ts';

/** The most bytes of the whole folder: some ways to copy it limit the size. */
export const SIZE_LIMIT = 60e6;

/** A file that the bundle copies. */
export type BundlePart = {
  readonly from: string;
  /** Its place in the bundle; one that ends with `.gz` is compressed, and `run.sh` unpacks it. */
  readonly to: string;
};

/** Where Linux distributions have the Vulkan loader. */
const LOADER_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'];

function vulkanLoader(): string {
  const found = LOADER_FOLDERS.map((folder) => join(folder, 'libvulkan.so.1')).find(existsSync);
  if (found !== undefined) return found;
  throw new UserError(
    `the Vulkan loader, libvulkan.so.1, is in none of ${LOADER_FOLDERS.join(', ')}; install it, ` +
      'for example with `apt-get install libvulkan1`',
  );
}

/** Below the checkout, under the same path in the program. */
const OWN_FILES = [
  'package.json',
  'configs/data/builtin.model',
  'configs/data/builtin.tsv.gz',
  'node_modules/@tensorflow/tfjs-backend-webgpu/package.json',
  'node_modules/webgpu/index.js',
  'node_modules/webgpu/package.json',
];

const WASM = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';

const DAWN = 'node_modules/webgpu/dist/linux-x64/dawn.node';

const inFolder = (folder: string, ending: string): string[] =>
  readdirSync(join(checkoutFolder, folder)).filter((name) => name.endsWith(ending));

/**
 * Every file of the bundle but the program, which `buildProgram` makes, and its description. The
 * program stands for the checkout: its sources find what lies beside them by the same paths.
 *
 * @throws UserError where this machine has no Vulkan loader, or runs no Linux on x86-64
 */
export function bundleParts(): BundlePart[] {
  const platform = `${process.platform} ${process.arch}`;
  if (platform !== 'linux x64') {
    throw new UserError(`the bundle is for Linux on x86-64; this machine is ${platform}`);
  }
  const own = (path: string) => join(checkoutFolder, path);
  return [
    { from: own('bench/gpu-bundle/run.sh'), to: 'run.sh' },
    { from: process.execPath, to: 'node.gz' },
    { from: vulkanLoader(), to: 'program/lib/libvulkan.so.1' },
    { from: own(DAWN), to: `program/${DAWN}.gz` },
    ...OWN_FILES.map((path) => ({ from: own(path), to: `program/${path}` })),
    ...inFolder('configs/models', '.yaml').map((name) => ({
      from: own(`configs/models/${name}`),
      to: `program/configs/models/${name}`,
    })),
    // They are looked for beside the program.
    ...inFolder(WASM, '.wasm').map((name) => ({
      from: own(`${WASM}/${name}`),
      to: `program/${name}`,
    })),
  ];
}
