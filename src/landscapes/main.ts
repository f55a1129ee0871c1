import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { drawLandscapes } from './landscapes.ts';

const FOLDER = 'results/landscapes';

// Says nothing of faster backends: plain JavaScript computes the same on every machine.
tf.enableProdMode();
await tf.setBackend('cpu');
for (const [name, svg] of Object.entries(await drawLandscapes())) {
  const path = join(FOLDER, name);
  writeWholeFile(path, [svg]);
  console.log(path);
}
