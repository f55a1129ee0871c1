import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { runLog } from './log.ts';

const inFolder = temporaryFolder();

function log(message: string, append: boolean): void {
  const { logger, close } = runLog(inFolder(), { append });
  logger.info(message);
  close();
}

const messages = (): string[] =>
  readFileSync(inFolder('log.ndjson'), 'utf8')
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
  writeFileSync(inFolder('log.ndjson'), '{"level":30,"ti', { flag: 'a' });
  log('two', true);
  expect(messages()).toEqual(['one', 'two']);
});

it('says where it cannot be written', () => {
  const file = inFolder('file');
  writeFileSync(file, '');
  const open = () => runLog(file, { append: false });
  expect(open).toThrow(UserError);
  expect(open).toThrow(
    `${file}/log.ndjson: cannot be written: there is a file where a folder must`,
  );
});
