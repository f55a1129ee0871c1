import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../backend/setup/run-command.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { withLease } from '../platform/lease.ts';

/**
 * What is installed, to the version: Deno from npm and Jupyter's client from PyPI. Of Deno it is the
 * package with the program itself, as the one called `deno` only starts it; like TensorFlow's
 * library it is for Linux on x86-64.
 */
const MANIFESTS = join(checkoutFolder, 'notebooks/kernel');
const MANIFEST_NAMES = ['package.json', 'package-lock.json', 'requirements.txt'];
const DENO = 'node_modules/@deno/linux-x64-glibc/deno';

/** Written last: without it the folder is not used. */
const MARKER = 'complete';

/** A kernel for TypeScript, and a Python that can execute notebooks with it. */
export type Kernel = {
  readonly python: string;
  /** What Jupyter finds the kernel in, as an entry of `JUPYTER_PATH`. */
  readonly jupyterPath: string;
};

async function kernelFolder(cache: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of MANIFEST_NAMES) hash.update(await readFile(join(MANIFESTS, name)));
  return join(cache, `notebooks-${hash.digest('hex').slice(0, 12)}`);
}

const kernelIn = (folder: string): Kernel => ({
  python: join(folder, 'bin/python'),
  jupyterPath: join(folder, 'share/jupyter'),
});

/**
 * The kernel in the cache, where it is there and complete.
 *
 * @param cache the folder outside every checkout
 */
export async function installedKernel(cache: string): Promise<Kernel | undefined> {
  const folder = await kernelFolder(cache);
  return existsSync(join(folder, MARKER)) ? kernelIn(folder) : undefined;
}

/** Says how Jupyter starts Deno as a kernel. */
async function writeKernelSpec(folder: string): Promise<void> {
  const spec = {
    argv: [join(folder, DENO), 'jupyter', '--kernel', '--conn', '{connection_file}'],
    display_name: 'Deno',
    language: 'typescript',
    env: {
      DENO_DIR: join(folder, 'deno'),
      DENO_NO_UPDATE_CHECK: '1',
      // Values are shown without the escapes that colour them on a terminal.
      NO_COLOR: '1',
    },
  };
  const kernels = join(kernelIn(folder).jupyterPath, 'kernels/deno');
  await mkdir(kernels, { recursive: true });
  await writeFile(join(kernels, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
}

async function install(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await runCommand('python3', ['-m', 'venv', folder]);
  const requirements = join(MANIFESTS, 'requirements.txt');
  const { python } = kernelIn(folder);
  await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  for (const name of MANIFEST_NAMES) await copyFile(join(MANIFESTS, name), join(folder, name));
  await runCommand('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], { cwd: folder });
  await writeKernelSpec(folder);
  await writeFile(join(folder, MARKER), '');
}

/**
 * The kernel in the cache, installed first where it is not there. Processes that ask at once wait
 * for the one that installs.
 *
 * @param say shows a line of progress
 * @throws UserError where npm or pip cannot deliver
 */
export async function ensureKernel(cache: string, say: (line: string) => void): Promise<Kernel> {
  const found = await installedKernel(cache);
  if (found !== undefined) return found;
  const folder = await kernelFolder(cache);
  const onWait = () => say(`waiting for another process that installs into ${cache}`);
  return withLease(cache, onWait, async () => {
    if (existsSync(join(folder, MARKER))) return kernelIn(folder);
    say(`installing Deno and Jupyter's client into ${folder} (once; 150 MB)`);
    try {
      await install(folder);
    } catch (error) {
      throw new UserError(
        `the kernel of the notebooks cannot be installed: ${(error as Error).message}\n` +
          'It takes npm and pip with their registries; `python3 -m venv` may be a package of its ' +
          "own (Debian's python3-venv)",
      );
    }
    return kernelIn(folder);
  });
}
