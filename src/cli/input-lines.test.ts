import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { inputLines } from './input-lines.ts';

const folder = temporaryFolder();

beforeEach(() => {
  writeFileSync(folder('two.txt'), 'one\ntwo\n');
  writeFileSync(folder('two.gz'), gzipSync('one\ntwo'));
  writeFileSync(folder('empty.txt'), '');
});

it.each(['two.txt', 'two.gz'])('reads %s', async (name) => {
  expect(await inputLines(folder(name))).toEqual(['one', 'two']);
});

it.each([
  ['empty.txt', 'empty.txt is empty; expected text with a sentence a line'],
  ['', ': a folder; expected a text file'],
  ['none.txt', 'none.txt.gz; check the path'],
])('refuses %s', async (name, message) => {
  const reading = inputLines(folder(name));
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(message);
});

/** What a process makes of its standard input, which `feed` writes to and ends once it is read. */
function ofStandardInput(feed: (input: NodeJS.WritableStream) => Promise<void>): Promise<string> {
  const program = `
    import { inputLines } from './src/cli/input-lines.ts';
    console.log('reading');
    await inputLines('-').then(
      (lines) => console.log(JSON.stringify(lines)), (error) => console.log(error.message));`;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  return new Promise((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      if (text === '') void feed(child.stdin);
      text += part;
    });
    child.on('close', () => resolve(text.replace('reading\n', '').trim()));
  });
}

it('waits for what a pipe has not given yet', async () => {
  const lines = await ofStandardInput(async (input) => {
    await sleep(300);
    input.write('one\ntw');
    await sleep(300);
    input.end('o\n');
  });
  expect(lines).toBe('["one","two"]');
});

it('says that standard input is empty', async () => {
  const message = await ofStandardInput(async (input) => {
    input.end();
  });
  expect(message).toBe('standard input is empty; expected text with a sentence a line');
});
