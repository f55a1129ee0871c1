import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVectors } from '../../test/vectors.ts';
import { corpusBleu } from '../bleu.ts';
import { main } from './main.ts';

interface CommandVectors {
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Files of that encoding. */
  readonly latin1: Readonly<Record<string, readonly string[]>>;
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
  for (const [name, lines] of Object.entries(vectors.latin1)) {
    writeFileSync(name, lines.map((line) => `${line}\n`).join(''), 'latin1');
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
    writeFileSync('not-utf-8', Buffer.from('gut\nsch\u00f6n\n', 'latin1'));
    writeFileSync('two-lines', 'gut\nschlecht\n');
    writeFileSync('broken.gz', 'not compressed\n');
  });

  it.each([
    ['short -i two-lines', /two-lines has 2, short has 1/],
    ['empty -i empty', /empty is empty/],
    ['two-lines -i empty', /empty has 0, two-lines has 2/],
    ['two-lines -i not-utf-8', /not-utf-8 is not UTF-8 in line 2/],
    ['two-lines -i not-utf-8 -e ascii', /not-utf-8 is not ascii; choose its encoding/],
    ['two-lines -i two-lines -e klingon', /There is no encoding 'klingon'/],
    ['two-lines -i missing', /Cannot read missing: ENOENT/],
    ['two-lines -i broken.gz', /Cannot read broken.gz: incorrect header check/],
    [
      'ref1 -i drop --tokenize 13b',
      "argument --tokenize/-tok: invalid choice: '13b' (choose from '13a'",
    ],
    [
      'ref1 -i drop -m wer',
      "argument --metrics/-m: invalid choice: 'wer' (choose from 'bleu', 'chrf', 'ter')",
    ],
    ['ref1 -i drop --unheard-of', 'unrecognized arguments: --unheard-of'],
    ['ref1 -i drop -w 2 ref2', 'unrecognized arguments: ref2'],
    [
      'ref1 -i drop --chrf',
      'ambiguous option: --chrf could match --chrf-char-order, --chrf-word-order',
    ],
    ['ref1 -i drop -c', 'ambiguous option: -c could match -cc, -cw, -ci, -cin'],
    ['ref1 -i drop --quiet=yes', "argument --quiet/-q: ignored explicit argument 'yes'"],
    ['ref1 -i', 'No file is given to -i'],
    ['ref1 -i -', 'Cannot read -: ENOENT'],
    ['ref1 -i -f text', 'No file is given to -i'],
    ['ref1 -i drop -m', 'argument --metrics/-m: expected at least one argument'],
    ['ref1 -i drop -w', 'argument --width/-w: expected one argument'],
    ['ref1 -i drop -t wmt14', 'argument --test-set/-t: test sets are not downloaded here'],
    ['ref1 -i drop -l en-ja', 'ja-mecab, which needs a dictionary'],
    ['ref1 -i drop -l en', "--language-pair is 'en'; expected a pair such as en-de"],
    ['ref1 -i drop --chrf-beta 1.5', "argument --chrf-beta: invalid int value: '1.5'"],
    ['-i drop', /No reference file is given/],
    ['ref1 ref2 -i drop --num-refs 2', /there are 2 reference files/],
    ['two-lines -nr 2 -i two-lines', /Line 1 of two-lines has 1 fields/],
    ['ref1 -i drop case --confidence', /--confidence is for one system, but there are 2/],
    ['ref1 -i drop --paired-bs', /--paired-bs compares systems/],
    [
      'ref1 -i drop case -pbs -par',
      'argument --paired-ar/-par: not allowed with argument --paired-bs/-pbs',
    ],
    ['ref1 -i drop case drop', /drop is given twice/],
    ['ref1 -i drop -sl -m bleu ter', /--sentence-level takes one system, one metric/],
    ['ref1 -i drop -m chrf --chrf-char-order 0', /charOrder is 0/],
    ['ref1 -i drop --confidence --confidence-n 1', /samples is 1/],
    ['ref1 -i drop --width x', "argument --width/-w: invalid int value: 'x'"],
    [
      'ref1 -i drop --num-refs 0',
      'argument --num-refs/-nr: given 0; expected a whole number from 1 up',
    ],
    ['ref1 -i drop -s floor -sv x', "argument --smooth-value/-sv: invalid float value: 'x'"],
  ])('%s', async (command, message) => {
    const { code, output, message: printed } = await run(command);
    expect(printed).toEqual(
      typeof message === 'string'
        ? expect.stringContaining(message)
        : expect.stringMatching(message),
    );
    expect(code).toBe(2);
    expect(output).toBe('');
  });
});

describe('a warning on standard error', () => {
  const lines = (count: number) => 'das ist gut genug .\n'.repeat(count);

  it('says that text looks tokenized, unless it is insisted that it is not', async () => {
    writeFileSync('tokenized', lines(100));
    writeFileSync('hardly-tokenized', lines(99));
    const warned = await run('tokenized -i tokenized -b');
    expect(warned).toMatchObject({ code: 0, output: '100.0\n' });
    expect(warned.message).toContain("That's 100 lines that end in a tokenized period ('.')");
    for (const command of [
      'tokenized -i tokenized --force',
      'tokenized -i tokenized -m chrf',
      'tokenized -i tokenized -sl',
      'hardly-tokenized -i hardly-tokenized',
    ]) {
      expect((await run(command)).message, command).toBe('');
    }
  });

  it('recommends the tokenizer of the target language', async () => {
    const { message, code } = await run('ref1 -i drop -l en-zh --tokenize 13a');
    expect(message).toContain("Consider using the 'zh' or 'spm' tokenizer for Chinese.");
    expect(code).toBe(0);
  });
});

it.each(['-h', '--help', '--he', '-V', '--version'])('%s is answered', async (word) => {
  const { code, output, message } = await run(word);
  expect(output).toMatch(
    word.toLowerCase().includes('v') ? /^sacrebleu-ts, equal to / : /--tokenize, -tok X/,
  );
  expect({ code, message }).toEqual({ code: 0, message: '' });
});

it('scores a word of more marks than a call takes arguments', async () => {
  writeFileSync('many-marks', `${'!'.repeat(130_000)}\n`);
  writeFileSync('other-marks', `${'?'.repeat(130_000)}\n`);
  expect(await run('many-marks -i other-marks -b')).toEqual({
    code: 0,
    output: '0.0\n',
    message: '',
  });
});
