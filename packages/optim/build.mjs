// Writes `sublinear/optim` as a package of its own to dist/: JavaScript, types and a manifest, for
// those who want the optimizers in a project or a page of theirs and nothing else of the suite.
// `npm install PATH/packages/optim/dist` installs it, `npm publish ./dist` publishes it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const checkout = join(here, '../..');
const dist = join(here, 'dist');
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(typescript, 'bin/tsc'), '-p', join(here, 'tsconfig.build.json')],
  { stdio: 'inherit' },
);

const suite = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
const manifest = {
  name: suite.name,
  version: suite.version,
  description: 'Adafactor, SM3 and the older optimizers for TensorFlow.js',
  keywords: ['tensorflow.js', 'optimizer', 'adafactor', 'sm3', 'adam'],
  license: suite.license,
  type: 'module',
  exports: { './optim': { types: './optim/index.d.ts', default: './optim/index.js' } },
  files: ['**/*.js', '**/*.d.ts'],
  // Importing it makes one class known to TensorFlow.js; bundlers may drop the rest where unused.
  sideEffects: ['./optim/drop-in/transform-optimizer.js'],
  peerDependencies: {
    '@tensorflow/tfjs-core': suite.dependencies['@tensorflow/tfjs-core'],
  },
};
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(here, 'README.md'), join(dist, 'README.md'));
copyFileSync(join(checkout, 'LICENSE'), join(dist, 'LICENSE'));
