// Runs one task of the built package in a fresh process and prints its milliseconds, start-up and reading not counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bleu,
  corpusBleu,
  corpusChrf,
  corpusTer,
  pairedBootstrap,
  parsePlainText,
  systemsStatistics,
} from '../dist/index.js';

const [task, folder] = process.argv.slice(2);
const read = (name) => parsePlainText(readFileSync(join(folder, name), 'utf8'));
const reference = read('reference');
const systems = [0, 1, 2, 3, 4].map((i) => read(`system${i}`));

const start = performance.now();
switch (task) {
  case 'bleu':
    corpusBleu(systems[0], [reference]);
    break;
  case 'chrf':
    corpusChrf(systems[0], [reference]);
    break;
  case 'ter':
    corpusTer(systems[0], [reference]);
    break;
  case 'paired-bs': {
    const metric = bleu();
    pairedBootstrap(metric, systemsStatistics(metric, systems, [reference]));
    break;
  }
  default:
    throw new Error(`Unknown task '${task}'; expected bleu, chrf, ter or paired-bs.`);
}
console.log(performance.now() - start);
