import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { placedSources } from '../../src/platform/bundle.mjs';
import { checkoutFolder } from '../../src/platform/checkout.ts';
import { PROGRAM } from './program.ts';

/**
 * What is not taken in: `webgpu` has a native module beside it and is copied; the others are TensorFlow's
 * library, which the bundle does without.
 */
const LEFT_OUT = ['webgpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];

/** Lets CommonJS packages find what they expect, and our own sources what `placeInBundle` says. */
const BANNER = `
import { createRequire as bundleRequire } from 'node:module';
import { dirname as bundleDirname } from 'node:path';
import { fileURLToPath as bundlePath } from 'node:url';
const require = bundleRequire(import.meta.url);
const __filename = bundlePath(import.meta.url);
const __dirname = bundleDirname(__filename);`;

/** Lets each source look for the files beside it as if the folder of the bundle were the checkout. */
function placeInBundle(path: string) {
  const place = relative(checkoutFolder, path);
  if (place.startsWith('..') || place.startsWith('node_modules')) return undefined;
  return {
    url: `('file://' + __dirname + ${JSON.stringify(`/${place}`)})`,
    dirname: `(__dirname + ${JSON.stringify(`/${dirname(place)}`)})`,
  };
}

/** Writes the program into `folder`: our sources and the packages that they use, for Node alone. */
export async function buildProgram(folder: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile: join(folder, PROGRAM),
    bundle: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: LEFT_OUT,
    banner: { js: BANNER },
    plugins: [placedSources(placeInBundle)],
    logLevel: 'warning',
  });
}
