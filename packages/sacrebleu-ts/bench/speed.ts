// Times this package and Python's sacreBLEU in turn on the same 3,003 sentences.
//
//   node build.mjs && npx tsx bench/speed.ts PYTHON [RUNS]
//
// PYTHON is an interpreter that has sacreBLEU 2.6. Every run is a process of its own; printed are
// the medians of what the processes measure inside, without start-up and reading.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBenchCorpus } from './corpus.ts';

const SENTENCES = 3003;
const SYSTEMS = 5;
const TASKS = ['bleu', 'chrf', 'ter', 'paired-bs'];

const here = dirname(fileURLToPath(import.meta.url));
const [python, runs = '5'] = process.argv.slice(2);
if (python === undefined) throw new Error('Name a Python that has sacreBLEU 2.6.');

const folder = mkdtempSync(join(tmpdir(), 'sacrebleu-ts-bench-'));
const corpus = createBenchCorpus(SENTENCES, SYSTEMS, 1);
const write = (name: string, lines: readonly string[]) =>
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
write('reference', corpus.reference);
for (const [i, lines] of corpus.systems.entries()) write(`system${i}`, lines);

const time = (command: string, words: readonly string[]) =>
  Number(execFileSync(command, [...words, folder], { encoding: 'utf8' }));
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

console.log('task       sacrebleu-ts ms  sacreBLEU ms  times as fast');
for (const task of TASKS) {
  const ours: number[] = [];
  const theirs: number[] = [];
  // In turn, so that whatever else the machine does strikes both.
  for (let run = 0; run < Number(runs); run++) {
    ours.push(time(process.execPath, [join(here, 'task.mjs'), task]));
    theirs.push(time(python, [join(here, 'task.py'), task]));
  }
  const [a, b] = [median(ours), median(theirs)];
  console.log(
    `${task.padEnd(10)} ${a.toFixed(0).padStart(15)} ${b.toFixed(0).padStart(13)} ${(b / a).toFixed(1).padStart(14)}`,
  );
}
rmSync(folder, { recursive: true });
