// `node --import tsx bench/encode-time.ts --help`: our encoding beside spm_encode, in turn.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import { codeCommit, packageVersion } from '../src/results/provenance.ts';
import { writeWholeFile } from '../src/whole-file.ts';
import { pairwise, type Spread, spread } from './statistics.ts';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const { model, text, rounds, json } = yargs(process.argv.slice(2))
  .scriptName('encode-time')
  .usage(
    '$0\n\nEncodes a text file with spm_encode (Debian: package sentencepiece), with our encoder, and with ' +
      'sentencepiece-js a sentence at a time. Each is a process with one thread; the outputs must be equal.',
  )
  .option('model', { type: 'string', demandOption: true, describe: 'A sentencepiece model' })
  .option('text', { type: 'string', demandOption: true, describe: 'Plain text, a sentence a line' })
  .option('rounds', { type: 'number', default: 5, describe: 'Turns of each' })
  .option('json', {
    type: 'string',
    default: path.relative('.', file('results/encode-time.json')),
    describe: 'The file to write everything measured to',
  })
  .strict()
  .version(false)
  .parseSync();

const folder = mkdtempSync(path.join(os.tmpdir(), 'sublinear-encode-'));
const output = path.join(folder, 'ids');
const ours = (how: string) => () =>
  execFileSync(process.execPath, [
    ...['--import', 'tsx', file('encode-file.ts')],
    ...[model, text, output, how],
  ]);
const CONTESTANTS = {
  spm_encode: () => {
    const input = openSync(text, 'r');
    execFileSync('spm_encode', [`--model=${model}`, '--output_format=id', `--output=${output}`], {
      stdio: [input, 'ignore', 'inherit'],
    });
    closeSync(input);
  },
  'words once': ours('words'),
  'sentencepiece-js': ours('whole'),
} as const;

type Contestant = keyof typeof CONTESTANTS;

const names = Object.keys(CONTESTANTS) as Contestant[];
const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
  Contestant,
  number[]
>;
const outputs = new Set<string>();
try {
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      console.error(`bench: round ${round} of ${rounds}: ${name}`);
      const start = performance.now();
      CONTESTANTS[name]();
      seconds[name].push((performance.now() - start) / 1000);
      outputs.add(createHash('sha256').update(readFileSync(output)).digest('hex'));
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (outputs.size > 1) throw new Error('the contestants do not give the same ids');

const lines = readFileSync(text).filter((byte) => byte === 10).length;
const describe = ({ median, least, most }: Spread, digits: number) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
for (const name of names) {
  const ratio = spread(pairwise(seconds.spm_encode, seconds[name], (peer, own) => peer / own));
  console.log(
    `${name.padEnd(16)}  ${describe(spread(seconds[name]), 2)} s  ` +
      `${Math.round(lines / spread(seconds[name]).median)} lines/s  ${describe(ratio, 2)} times spm_encode's speed`,
  );
}
const record = {
  format: 1,
  finishedAt: new Date().toISOString(),
  version: packageVersion(),
  commit: codeCommit(),
  node: process.version,
  machine: { processor: os.cpus()[0]?.model.trim(), loadAfter: os.loadavg()[0] },
  lines,
  seconds,
};
writeWholeFile(json, [`${JSON.stringify(record, null, 2)}\n`]);
