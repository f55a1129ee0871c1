// Prints how much memory the command takes for 10,000, 100,000 and 1,000,000 lines.
//
//   npx tsx bench/memory.ts
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBenchCorpus } from './corpus.ts';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sacrebleu-ts-bench-'));
const corpus = createBenchCorpus(3003, 1, 1);

async function writeRepeated(name: string, lines: readonly string[], count: number) {
  const file = createWriteStream(join(folder, name));
  for (let written = 0; written < count; written += lines.length) {
    const batch = lines.slice(0, count - written).map((line) => `${line}\n`);
    if (!file.write(batch.join(''))) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}

const script = `
  const { main } = await import(${JSON.stringify(join(here, '../src/cli/main.ts'))});
  const start = performance.now();
  await main(process.argv.slice(1), process);
  const seconds = (performance.now() - start) / 1000;
  console.log(Math.round(process.resourceUsage().maxRSS / 1024) + ' MiB, ' + seconds.toFixed(1) + ' s');
`;
for (const lines of [10_000, 100_000, 1_000_000]) {
  await writeRepeated('reference', corpus.reference, lines);
  await writeRepeated('system', corpus.systems[0]!, lines);
  const words = ['--import', 'tsx', '--input-type=module', '-e', script, '--'];
  const paths = [join(folder, 'reference'), '-i', join(folder, 'system')];
  const options = ['-m', 'bleu', 'chrf', '-b', '-f', 'text'];
  const output = execFileSync(process.execPath, [...words, ...paths, ...options], {
    encoding: 'utf8',
  });
  console.log(`${lines} lines: ${output.trim().split('\n').join(', ')}`);
}
rmSync(folder, { recursive: true });
