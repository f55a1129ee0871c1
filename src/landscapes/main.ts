import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import writeFileAtomic from 'write-file-atomic';
import { drawLandscapes } from './landscapes.ts';

const FOLDER = 'results/landscapes';

// Says nothing of faster backends: plain JavaScript computes the same on every machine.
tf.enableProdMode();
await tf.setBackend('cpu');
mkdirSync(FOLDER, { recursive: true });
for (const [name, svg] of Object.entries(await drawLandscapes())) {
  const path = join(FOLDER, name);
  writeFileAtomic.sync(path, svg);
  console.log(path);
}
