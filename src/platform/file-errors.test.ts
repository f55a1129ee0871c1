import { mkdirSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from './errors.ts';
import { asUserError, fileError } from './file-errors.ts';

const folder = temporaryFolder();

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('expected it to fail');
}

it.each([
  ['opened', 'open', (file: string) => readFileSync(join(file, 'below'))],
  ['opened', 'open', (file: string) => writeFileSync(join(file, 'below'), '')],
  ['written', 'mkdir', (file: string) => mkdirSync(file)],
  ['removed', 'unlink', (file: string) => unlinkSync(join(file, 'below'))],
  ['removed', 'rmdir', (file: string) => rmdirSync(file)],
])('says that a file cannot be %s where %s fails', (refused, syscall, work) => {
  writeFileSync(folder('file'), '');
  const error = thrownBy(() => work(folder('file')));
  expect(error).toMatchObject({ syscall });
  const mistake = asUserError(error);
  expect(mistake).toBeInstanceOf(UserError);
  expect(mistake!.message).toMatch(
    new RegExp(`/file(/below)?: cannot be ${refused}: there is a file where a folder must be`),
  );
});

it('leaves errors of sockets and of other calls as they are', async () => {
  const error = await new Promise((resolve) => {
    // No socket can be made below a folder that is not there.
    createServer().once('error', resolve).listen(folder('nowhere/socket'));
  });
  expect(error).toMatchObject({ syscall: 'listen' });
  // The code is one that files have reasons for, too.
  Object.assign(error as Error, { code: 'EACCES' });
  expect(asUserError(error)).toBeUndefined();
  expect(fileError(error, 'a path', 'written')).toBe(error);
});

it('leaves a fault of the program as it is', () => {
  expect(asUserError(new TypeError('no such thing'))).toBeUndefined();
  expect(asUserError(thrownBy(() => readFileSync(folder('missing'))))).toBeUndefined();
});
