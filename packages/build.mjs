// Writes a package as it is published to its dist/, or to a folder that is named: JavaScript, types and
// a manifest that points to them. `npm publish ./dist` publishes it; the manifest of the sources serves
// the workspace.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = dirname(fileURLToPath(import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Where the project lives, as the root manifest has it; what it has not, the packages have not.
 */
function home(name) {
  const { repository, homepage, bugs } = read(join(packages, '../package.json'));
  return {
    ...(repository && { repository: { ...repository, directory: `packages/${name}` } }),
    ...(homepage && { homepage }),
    ...(bugs && { bugs }),
  };
}

/**
 * @param name of the folder
 * @param fields of the published manifest, in place of those of the sources
 */
export function buildPackage(name, fields) {
  const folder = join(packages, name);
  const dist = resolve(process.argv[2] ?? join(folder, 'dist'));
  rmSync(dist, { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [join(typescript, 'bin/tsc'), '-p', join(folder, 'tsconfig.build.json'), '--outDir', dist],
    { stdio: 'inherit' },
  );
  const {
    private: _private,
    scripts: _scripts,
    devDependencies: _devDependencies,
    ...manifest
  } = read(join(folder, 'package.json'));
  const published = {
    ...manifest,
    ...home(name),
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    // For tools that do not know exports.
    main: './index.js',
    types: './index.d.ts',
    files: ['**/*.js', '**/*.d.ts'],
    ...fields,
  };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  for (const file of ['README.md', 'LICENSE']) copyFileSync(join(folder, file), join(dist, file));
}
