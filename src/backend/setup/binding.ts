import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeWholeFile } from '../../platform/atomic-write.ts';
import { npmExec } from './run-command.ts';
import { compilerVersion } from './tools.mjs';

/** The part of node-pre-gyp that says where a package's compiled binding belongs. */
interface NodePreGyp {
  find(manifestPath: string): string;
}

/**
 * Gives a package that loads TensorFlow its native binding: links it to an unpacked library, then
 * compiles its own C++ source against it, or takes what an earlier set-up compiled from the cache.
 *
 * @param packageFolder the folder of the installed `@tensorflow/tfjs-node` or `-gpu`
 * @param library the folder with the unpacked library
 * @param say shows a line of progress
 */
export async function ensureBinding(
  packageFolder: string,
  library: string,
  cache: string,
  say: (line: string) => void,
): Promise<void> {
  await linkLibrary(packageFolder, library);
  const binding = bindingPath(packageFolder);
  const cached = path.join(cache, `tfjs_binding-${bindingKey(packageFolder, library)}.node`);
  if (existsSync(cached)) {
    writeWholeFile(binding, [readFileSync(cached)]);
    return;
  }
  say('compiling the binding between Node and the library');
  await compile(packageFolder);
  writeWholeFile(cached, [readFileSync(binding)]);
}

/** Where the compiled binding of an installed package belongs. */
export function bindingPath(packageFolder: string): string {
  const manifest = path.join(packageFolder, 'package.json');
  const preGyp = createRequire(manifest)('@mapbox/node-pre-gyp') as NodePreGyp;
  return preGyp.find(manifest);
}

/** Whether the binding and the library that it is linked with are there; links may dangle. */
export function bindingIsThere(packageFolder: string): boolean {
  const library = path.join(packageFolder, 'deps/lib/libtensorflow.so');
  return existsSync(bindingPath(packageFolder)) && existsSync(library);
}

/** The linker wants the plain names, the loader the versioned ones. */
export async function linkLibrary(packageFolder: string, library: string): Promise<void> {
  const deps = path.join(packageFolder, 'deps');
  await rm(deps, { recursive: true, force: true });
  await mkdir(path.join(deps, 'lib'), { recursive: true });
  const links = {
    include: 'include',
    'lib/libtensorflow.so': 'libtensorflow_cc.so.2',
    'lib/libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
    'lib/libtensorflow_framework.so': 'libtensorflow_framework.so.2',
    'lib/libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
    // TensorFlow looks for CUDA in `../nvidia` from where it was loaded itself, by its run path.
    ...(existsSync(path.join(library, 'nvidia')) && { nvidia: 'nvidia' }),
  };
  for (const [link, target] of Object.entries(links)) {
    await symlink(path.join(library, target), path.join(deps, link));
  }
}

async function compile(packageFolder: string): Promise<void> {
  // Where Node came without its headers, node-gyp downloads them.
  const prefix = path.resolve(process.execPath, '../..');
  const headersAreThere = existsSync(path.join(prefix, 'include/node/node_api.h'));
  const nodedir = headersAreThere ? ` '--nodedir=${prefix}'` : '';
  await npmExec(packageFolder, `node-pre-gyp install --build-from-source${nodedir}`);
}

/** Names everything that a compiled binding depends on. */
function bindingKey(packageFolder: string, library: string): string {
  const manifest = readFileSync(path.join(packageFolder, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const parts = [name, version, path.basename(library), process.versions.napi, compilerVersion()];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
