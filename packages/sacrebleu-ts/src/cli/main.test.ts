import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusBleu } from '../bleu.ts';
import { readVectors } from '../vectors.ts';
import { main } from './main.ts';

interface CommandVectors {
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly outputs: readonly { readonly command: string; readonly output: string }[];
}

const vectors = readVectors<CommandVectors>('commands');
const startedIn = process.cwd();
let folder: string;

// File names are part of the output, so the command runs where the files are.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sacrebleu-ts-'));
  process.chdir(folder);
  for (const [name, lines] of Object.entries(vectors.files)) {
    writeFileSync(name, lines.map((line) => `${line}\n`).join(''));
  }
});

afterAll(() => {
  process.chdir(startedIn);
  rmSync(folder, { recursive: true });
});

function collector() {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

async function run(command: string, stdin = '') {
  const stdout = collector();
  const stderr = collector();
  const code = await main(command.split(' '), {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
  return { code, output: stdout.text(), message: stderr.text() };
}

it.each(vectors.outputs)('prints what sacreBLEU prints: $command', async ({ command, output }) => {
  expect(await run(command)).toEqual({ code: 0, output, message: '' });
});

describe('input', () => {
  const lines = (name: string) => vectors.files[name]!;

  it('may be compressed', async () => {
    for (const name of ['ref1', 'drop']) {
      writeFileSync(
        `${name}.gz`,
        gzipSync(
          lines(name)
            .map((line) => `${line}\n`)
            .join(''),
        ),
      );
    }
    const { output } = await run('ref1.gz -i drop.gz');
    expect(output).toBe((await run('ref1 -i drop')).output);
  });

  it('may be a test set in XML or SGML', async () => {
    const samples = new URL('../../vectors/samples/', import.meta.url);
    copyFileSync(new URL('sample.en-de.xml', samples), 'set.xml');
    copyFileSync(new URL('sample-ref.de.sgm', samples), 'ref.sgm');
    const { output, message } = await run('set.xml:A set.xml:B -i set.xml -f text');
    expect(message).toBe('');
    expect(output).toMatch(/^BLEU\|nrefs:2\|/);
    expect((await run('ref.sgm -i ref.sgm -b -w 2')).output).toBe('100.00\n');
    expect((await run('set.xml -i ref.sgm')).message).toMatch(
      /set\.xml: The file holds 2 references/,
    );
  });

  it('may lack the last newline', async () => {
    writeFileSync('unfinished', lines('drop').join('\n'));
    const { output } = await run('ref1 -i unfinished');
    expect(output).toBe((await run('ref1 -i drop')).output);
  });

  it('may come from standard input, several systems separated by tabs', async () => {
    writeFileSync('two', 'a b c d\ne f g h\n');
    const { output } = await run('two -f text', 'a b c d\ta b c x\ne f g h\te f g h\n');
    const second = corpusBleu(['a b c x', 'e f g h'], [['a b c d', 'e f g h']]);
    expect(output).toContain('│ System 1 │ 100.0  │');
    expect(output).toContain(`│ System 2 │  ${second.format({ width: 1, scoreOnly: true })}  │`);
  });
});

describe('exits with code 2 and a message on', () => {
  beforeAll(() => {
    writeFileSync('short', 'only one line\n');
    writeFileSync('empty', '');
    writeFileSync('latin1', Buffer.from('gut\nsch\u00f6n\n', 'latin1'));
    writeFileSync('two-lines', 'gut\nschlecht\n');
    writeFileSync('broken.gz', 'not compressed\n');
  });

  it.each([
    ['short -i two-lines', /two-lines has 2, short has 1/],
    ['empty -i empty', /empty is empty/],
    ['two-lines -i empty', /empty has 0, two-lines has 2/],
    ['two-lines -i latin1', /latin1 is not UTF-8 in line 2/],
    ['two-lines -i missing', /Cannot read missing: ENOENT/],
    ['two-lines -i broken.gz', /Cannot read broken.gz: incorrect header check/],
    ['ref1 -i drop --tokenize 13b', /tokenize, Given: "13b", Choices: "13a"/],
    ['ref1 -i drop --metrics wer', /metrics, Given: "wer", Choices: "bleu", "chrf", "ter"/],
    ['ref1 -i drop --unheard-of', /unheard/],
    ['-i drop', /No reference file is given/],
    ['ref1 ref2 -i drop --num-refs 2', /there are 2 reference files/],
    ['two-lines -nr 2 -i two-lines', /Line 1 of two-lines has 1 fields/],
    ['ref1 -i drop case --confidence', /--confidence is for one system, but there are 2/],
    ['ref1 -i drop --paired-bs', /--paired-bs compares systems/],
    ['ref1 -i drop case -pbs -par', /--paired-bs and --paired-ar exclude each other/],
    ['ref1 -i drop case drop', /drop is given twice/],
    ['ref1 -i drop -sl -m bleu ter', /--sentence-level takes one system, one metric/],
    ['ref1 -i drop -m chrf --chrf-char-order 0', /charOrder is 0/],
    ['ref1 -i drop --confidence --confidence-n 1', /samples is 1/],
    ['ref1 -i drop --width x', /--width is NaN; expected a whole number from 0 to 20/],
    ['ref1 -i drop --num-refs 0', /--num-refs is 0; expected a whole number from 1 up/],
    ['ref1 -i drop -s floor -sv x', /smoothValue is NaN/],
  ])('%s', async (command, message) => {
    const { code, output, message: printed } = await run(command);
    expect(printed).toMatch(message);
    expect(code).toBe(2);
    expect(output).toBe('');
  });
});
