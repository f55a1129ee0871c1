import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { writeCheckpoint } from '../checkpoint/store.ts';
import { packageVersion } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { codeCommit } from '../results/provenance.ts';
import {
  clearFailures,
  failedAttempts,
  failureMessage,
  failureOf,
  failureSchema,
  recordFailure,
} from './failure.ts';

const inFolder = temporaryFolder();

it('keeps what failed, from where the run goes on, and what it was done with', () => {
  expect(recordFailure(inFolder(), 'out of luck')).toBe(inFolder('failure.json'));
  writeCheckpoint(inFolder('checkpoints'), { step: 500, tensors: {}, metadata: {} });
  recordFailure(inFolder(), 'again');
  const made = { version: packageVersion(), commit: codeCommit(), node: process.version };
  const { attempts } = failureSchema.parse(
    JSON.parse(readFileSync(inFolder('failure.json'), 'utf8')),
  );
  expect(attempts).toEqual([
    { at: expect.any(String), step: 0, message: 'out of luck', ...made },
    { at: expect.any(String), step: 500, message: 'again', ...made },
  ]);
  expect(failedAttempts(inFolder())).toEqual(attempts);
});

it('forgets all of it once there is a result', () => {
  recordFailure(inFolder(), 'out of luck');
  clearFailures(inFolder());
  expect(failedAttempts(inFolder())).toEqual([]);
  expect(readdirSync(inFolder())).toEqual([]);
  clearFailures(inFolder());
});

it.each(['{ "format": 1, "attem', '{ "attempts": [{ "at": "today" }] }', '[]'])(
  'writes anew what is damaged, such as %s',
  (text) => {
    writeFileSync(inFolder('failure.json'), text);
    expect(failedAttempts(inFolder())).toEqual([]);
    recordFailure(inFolder(), 'again');
    expect(failedAttempts(inFolder())).toHaveLength(1);
  },
);

it('leaves the cause to be told where the disk does not take it', () => {
  const file = inFolder('file');
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

it('tells a mistake, which no other attempt helps, from a fault', () => {
  expect(failureOf(new UserError('make room'))).toEqual({ message: 'make room', mistake: true });
  expect(failureOf('nothing')).toEqual({ message: 'nothing', mistake: false });
});
