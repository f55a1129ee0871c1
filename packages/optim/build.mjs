// Writes the package as it is published to dist/: JavaScript, types and a manifest that points to
// them. `npm publish ./dist` publishes it; the manifest of the sources serves the workspace.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(typescript, 'bin/tsc'), '-p', join(here, 'tsconfig.build.json')],
  { stdio: 'inherit' },
);

const {
  private: _private,
  scripts: _scripts,
  ...manifest
} = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const published = {
  ...manifest,
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  files: ['**/*.js', '**/*.d.ts'],
  // Importing it makes one class known to TensorFlow.js; bundlers may drop the rest where unused.
  sideEffects: ['./drop-in/transform-optimizer.js'],
};
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
for (const name of ['README.md', 'LICENSE']) copyFileSync(join(here, name), join(dist, name));
