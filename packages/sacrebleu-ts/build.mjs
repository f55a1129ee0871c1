import { buildPackage } from '../build.mjs';

buildPackage('sacrebleu-ts', {
  bin: { 'sacrebleu-ts': 'cli/bin.js' },
  // Importing a part of it does nothing but define things, so that bundlers may drop the rest.
  sideEffects: ['./cli/bin.js'],
});
