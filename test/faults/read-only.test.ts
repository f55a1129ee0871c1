import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startBackend } from '../../src/backend/start.ts';
import { main } from '../../src/cli/main.ts';
import { UserError } from '../../src/platform/errors.ts';
import { checkpointFolder } from '../../src/train/resume.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { diskForTests } from './disk.ts';
import { outcomeOf, type SmallRun, TIMEOUT, trainHere, writeSmallRun } from './small-run.ts';

vi.setConfig({ testTimeout: TIMEOUT, hookTimeout: TIMEOUT });

/** The user `nobody`. */
const NOBODY = 65534;

const { disk, mounted, given } = diskForTests(2 ** 20, { readOnly: true });

const newFolder = temporaryFolder();
let folder: string;
let run: string;
let small: SmallRun;

// While this user may read the library.
beforeAll(() => startBackend({ backend: 'tensorflow' }));

beforeEach(() => {
  folder = newFolder();
  run = join(folder, 'run');
  small = writeSmallRun(folder, 12);
  mkdirSync(run);
  if (process.getuid?.() === 0) {
    chmodSync(folder, 0o755);
    chownSync(run, NOBODY, NOBODY);
  }
});

afterEach(() => chmodSync(run, 0o755));

/** Does `work` as a user to whom permissions apply, as they do not to root. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

const NO_RIGHT =
  /cannot be (written|removed): this user has no right to \(EACCES\); give the right/;

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.unreachable('a refusal'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

it('a folder that is read-only is refused before anything is done', async () => {
  chmodSync(run, 0o555);
  const message = await refusal(asOrdinaryUser(() => trainHere(small, run)));
  expect(message).toMatch(NO_RIGHT);
  expect(message).toContain(run);
  expect(readdirSync(run)).toEqual([]);
});

it('a folder that becomes read-only while a run is at work ends it, and nothing is lost', async () => {
  await asOrdinaryUser(async () => {
    await trainHere(small, join(run, 'whole'));

    const disturbed = join(run, 'disturbed');
    const checkpoints = checkpointFolder(disturbed);
    const afterStep = (step: number) => {
      if (step === 7) chmodSync(checkpoints, 0o555);
    };
    const message = await refusal(trainHere(small, disturbed, afterStep));
    expect(message).toMatch(NO_RIGHT);
    expect(message).toContain(checkpoints);
    expect(existsSync(join(disturbed, 'result.json'))).toBe(false);

    chmodSync(checkpoints, 0o755);
    await trainHere(small, disturbed);
    expect(outcomeOf(disturbed)).toEqual(outcomeOf(join(run, 'whole')));
  });
});

/** What the command line says on standard error, and its exit code. */
async function command(args: string[]): Promise<{ code: number; errors: string }> {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const code = await main(args);
    return { code, errors: print.mock.calls.flat().join('\n') };
  } finally {
    print.mockRestore();
  }
}

it('a folder for results that is read-only is refused before any run starts', async () => {
  chmodSync(run, 0o555);
  const results = join(run, 'results');
  const runs = join(folder, 'runs');
  const { code, errors } = await asOrdinaryUser(() =>
    command(['run', 'experiments/table1.yaml', '--results', results, '--runs', runs]),
  );
  expect(code).toBe(2);
  expect(errors).toMatch(NO_RIGHT);
  expect(errors).toContain(`error: ${results}`);
  expect(existsSync(runs)).toBe(false);
});

it.runIf(mounted)(`a disk that is read-only is refused too${given}`, async () => {
  const { code, errors } = await command(['train', small.path, '--folder', join(disk, 'run')]);
  expect(code).toBe(2);
  expect(errors).toMatch(
    /^error: .*disk\/run: cannot be written: the disk is read-only \(EROFS\); make it writable, or/m,
  );
});
