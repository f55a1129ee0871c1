// Plain JavaScript with Node alone: the command line starts with it, before anything is loaded.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the bundles of a checkout lie, each in a folder named by the hash of its sources. */
const bundleFolder = (checkout) => join(checkout, 'node_modules', '.cache', 'sublinear');

/** The programs that a bundle holds: the command line, the process that does one run, and set-up. */
const ENTRIES = {
  main: ['src', 'cli', 'main.ts'],
  worker: ['src', 'experiment', 'worker.ts'],
  setup: ['src', 'backend', 'setup', 'main.ts'],
};

const SOURCE = /(?<!\.test)\.(ts|mjs)$/;

/** The files below `folder` that code is made of, in order. */
function sourcesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourcesIn(path);
      return SOURCE.test(entry.name) ? [path] : [];
    });
}

/** Every file that a bundle may be made of, and those that say which packages it is run with. */
function bundleSources(checkout) {
  const packages = join(checkout, 'packages');
  const workspaces = existsSync(packages) ? readdirSync(packages) : [];
  return [
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'src'].map((part) =>
      join(checkout, part),
    ),
    ...workspaces.flatMap((name) =>
      ['package.json', 'src'].map((part) => join(packages, name, part)),
    ),
  ]
    .filter(existsSync)
    .flatMap((path) => (statSync(path).isDirectory() ? sourcesIn(path) : [path]));
}

/**
 * A program in the bundle of the sources as they are, whether it is there or not: another source,
 * another file, so that none is ever stale. The paths count, as the bundle knows where its sources lie.
 */
export function bundleFile(entry = 'main', checkout = CHECKOUT) {
  const hash = createHash('sha256');
  for (const path of bundleSources(checkout)) {
    const text = readFileSync(path);
    hash.update(`${path}\0${text.length}\0`).update(text);
  }
  return join(bundleFolder(checkout), hash.digest('hex').slice(0, 20), `${entry}.mjs`);
}

/** Leaves installed packages to Node, and takes in what is a part of the checkout. */
const ownSourcesAlone = (checkout) => ({
  name: 'own-sources-alone',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...where }) => {
      if (where.kind === 'entry-point' || pluginData === 'resolved') return undefined;
      const { importer, namespace, resolveDir, kind } = where;
      const options = { importer, namespace, resolveDir, kind, pluginData: 'resolved' };
      const found = await build.resolve(path, options);
      const isOwn =
        found.errors.length === 0 &&
        found.path.startsWith(checkout) &&
        !found.path.includes(`${sep}node_modules${sep}`);
      return isOwn ? found : { path, external: true };
    });
  },
});

/**
 * Has each source of a bundle look for files where `placeOf` says, not beside the bundle. `placeOf` gives
 * the expressions that replace `import.meta.url` and `import.meta.dirname`; without any, a source stays
 * as it is.
 */
export const placedSources = (placeOf) => ({
  name: 'placed-sources',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
      const place = placeOf(path);
      if (place === undefined) return undefined;
      const contents = readFileSync(path, 'utf8')
        // Patterns, as this file is in bundles, too, and strings would be replaced here.
        .replace(/import\.meta\.url/g, () => place.url)
        .replace(/import\.meta\.dirname/g, () => place.dirname);
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
});

/** Where a source lies itself. */
const ownPlace = (path) => ({
  url: JSON.stringify(pathToFileURL(path).href),
  dirname: JSON.stringify(dirname(path)),
});

/** A process that was started before a newer bundle was made may still load parts of its own. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** What ends the name of a bundle that is being made. */
const PARTIAL = '.partial';

/** Removes the bundles that a newer one replaced long ago, however old they are themselves. */
function removeOldBundles(bundles) {
  const found = readdirSync(bundles).map((name) => {
    const path = join(bundles, name);
    return { path, made: statSync(path).mtimeMs };
  });
  const whole = found.filter(({ path }) => !path.endsWith(PARTIAL));
  for (const { path, made } of found) {
    const newer = whole.map((other) => other.made).filter((time) => time > made);
    if (Date.now() - Math.min(...newer) > KEPT_MS) rmSync(path, { recursive: true });
  }
}

/**
 * Writes the bundle of the sources as they are, unless it is there.
 *
 * @returns {Promise<string>} the file of the command line in it
 */
export async function writeBundle(checkout = CHECKOUT) {
  const file = bundleFile('main', checkout);
  if (existsSync(file)) return file;
  const { build } = await import('esbuild');
  const folder = dirname(file);
  const partial = `${folder}.${process.pid}${PARTIAL}`;
  try {
    await build({
      entryPoints: Object.entries(ENTRIES).map(([out, path]) => ({
        in: join(checkout, ...path),
        out,
      })),
      outdir: partial,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      // A command loads what it needs, as from the sources.
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      plugins: [ownSourcesAlone(checkout), placedSources(ownPlace)],
      logLevel: 'warning',
    });
    removeOldBundles(dirname(folder));
    if (bundleFile('main', checkout) !== file) {
      throw new Error('a source changed while the bundle was made of it; make it again');
    }
    renameSync(partial, folder);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return file;
}
