import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeCheckpoint } from '../checkpoint/store.ts';
import { UserError } from '../platform/errors.ts';
import { codeCommit, packageVersion } from '../results/provenance.ts';
import {
  clearFailures,
  failedAttempts,
  failureMessage,
  failureSchema,
  recordFailure,
} from './failure.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-failure-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('keeps what failed, from where the run goes on, and what it was done with', () => {
  expect(recordFailure(folder, 'out of luck')).toBe(join(folder, 'failure.json'));
  writeCheckpoint(join(folder, 'checkpoints'), { step: 500, tensors: {}, metadata: {} });
  recordFailure(folder, 'again');
  const made = { version: packageVersion(), commit: codeCommit(), node: process.version };
  const { attempts } = failureSchema.parse(
    JSON.parse(readFileSync(join(folder, 'failure.json'), 'utf8')),
  );
  expect(attempts).toEqual([
    { at: expect.any(String), step: 0, message: 'out of luck', ...made },
    { at: expect.any(String), step: 500, message: 'again', ...made },
  ]);
  expect(failedAttempts(folder)).toEqual(attempts);
});

it('forgets all of it once there is a result', () => {
  recordFailure(folder, 'out of luck');
  clearFailures(folder);
  expect(failedAttempts(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  clearFailures(folder);
});

it.each(['{ "format": 1, "attem', '{ "attempts": [{ "at": "today" }] }', '[]'])(
  'writes anew what is damaged, such as %s',
  (text) => {
    writeFileSync(join(folder, 'failure.json'), text);
    expect(failedAttempts(folder)).toEqual([]);
    recordFailure(folder, 'again');
    expect(failedAttempts(folder)).toHaveLength(1);
  },
);

it('leaves the cause to be told where the disk does not take it', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(recordFailure(file, 'no folder to record it in')).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe('');
});

it('tells of a mistake what to do, and of a fault where in the code it was', () => {
  expect(failureMessage(new UserError('make room'))).toBe('make room');
  expect(failureMessage(new TypeError('no such thing'))).toMatch(
    /^TypeError: no such thing\n.*failure\.test\.ts/s,
  );
  expect(failureMessage('nothing')).toBe('nothing');
});
