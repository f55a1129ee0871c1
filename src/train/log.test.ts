import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { runLog } from './log.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-log-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function log(message: string, append: boolean): void {
  const { logger, close } = runLog(folder, { append });
  logger.info(message);
  close();
}

const messages = (): string[] =>
  readFileSync(join(folder, 'log.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).msg);

it('begins anew, or goes on', () => {
  log('one', true);
  log('two', true);
  expect(messages()).toEqual(['one', 'two']);
  log('three', false);
  expect(messages()).toEqual(['three']);
});

it('cuts off half a line, which is all that a loss of power may have left of the last one', () => {
  log('one', false);
  writeFileSync(join(folder, 'log.ndjson'), '{"level":30,"ti', { flag: 'a' });
  log('two', true);
  expect(messages()).toEqual(['one', 'two']);
});

it('says where it cannot be written', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const open = () => runLog(file, { append: false });
  expect(open).toThrow(UserError);
  expect(open).toThrow(
    `${file}/log.ndjson: cannot be written: there is a file where a folder must`,
  );
});
