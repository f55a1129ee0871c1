import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkpointPath, checkpointSteps, readCheckpoint } from '../../src/checkpoint/store.ts';
import { UserError } from '../../src/platform/errors.ts';
import { readResult, writeResult } from '../../src/results/store.ts';
import { checkpointFolder } from '../../src/train/resume.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { diskForTests } from './disk.ts';
import { logLines, outcomeOf, TIMEOUT, trainHere, writeSmallRun } from './small-run.ts';

vi.setConfig({ testTimeout: TIMEOUT, hookTimeout: TIMEOUT });

/** What a small file system counts in. */
const PAGE = 4096;

/** Enough for the run, twice over. */
const DISK = 12 * 2 ** 20;

const folder = sharedFolder();
const small = writeSmallRun(folder, 12);
const { disk, mounted, given } = diskForTests(DISK);

let whole: ReturnType<typeof outcomeOf>;

beforeAll(async () => {
  await trainHere(small, join(folder, 'whole'));
  whole = outcomeOf(join(folder, 'whole'));
});

const ballast = join(disk, 'ballast');

const makeRoom = () => rmSync(ballast, { force: true });

afterEach(() => {
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
});

/** Leaves `pages` of the disk free. */
function leave(pages: number): void {
  makeRoom();
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - pages * PAGE)));
}

/** The steps of which there are whole checkpoints; a damaged one fails. */
function wholeCheckpoints(run: string): number[] {
  const steps = checkpointSteps(checkpointFolder(run));
  for (const step of steps) readCheckpoint(checkpointFolder(run), step);
  return steps;
}

const NO_ROOM = /cannot be written: no room is left on the disk \(ENOSPC\); make room, and start/;

/** Pages that the checkpoint of a step takes. */
function checkpointPages(): number {
  const path = checkpointPath(checkpointFolder(join(folder, 'whole')), 12);
  return Math.ceil(statSync(path).size / PAGE);
}

/** A run of which `steps` are done, and nothing after them. */
async function trainUntil(steps: number): Promise<string> {
  const run = join(folder, `until-${steps}`);
  if (existsSync(run)) return run;
  if (steps === 0) mkdirSync(run);
  else {
    await trainHere(small, run, (step, stop) => {
      if (step === steps) stop();
    });
  }
  return run;
}

describe.each([0, 7, 12])(`a run of which %i of 12 steps are done${given}`, (steps) => {
  it.runIf(mounted).each([
    [0, 0],
    [0, 1],
    [0, 3],
    [1, 3],
  ])(
    'loses nothing on a disk with room for %i checkpoints and %i pages, and goes on when there is more',
    async (checkpoints, pages) => {
      const run = join(disk, `run-${steps}-${checkpoints}-${pages}`);
      cpSync(await trainUntil(steps), run, { recursive: true });
      const before = wholeCheckpoints(run);
      leave(checkpoints * checkpointPages() + pages);
      const error: unknown = await trainHere(small, run).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error !== undefined || checkpoints + pages < 2) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).message).toMatch(NO_ROOM);
        expect((error as UserError).message).toContain(run);
        expect(existsSync(join(run, 'result.json'))).toBe(false);
      }
      expect(wholeCheckpoints(run).at(-1) ?? 0).toBeGreaterThanOrEqual(before.at(-1) ?? 0);
      makeRoom();
      await trainHere(small, run);
      expect(outcomeOf(run)).toEqual(whole);
      expect(logLines(run).at(-1)!.msg).toBe('finished');
    },
  );
});

it.runIf(mounted)(
  `a result is written whole or not at all, however much room there is${given}`,
  () => {
    const path = join(disk, 'result.json');
    const result = readResult(join(folder, 'whole', 'result.json'))!;
    // Several pages long, so that the disk can be full in the midst of it.
    const losses = Array.from({ length: 200 }, (_, i) => ({ step: i + 1, loss: 1 / (i + 3) }));
    const long = { ...result, training: { ...result.training, losses } };
    const pagesNeeded = Math.ceil(JSON.stringify(long, null, 2).length / PAGE);
    for (const earlier of [undefined, result]) {
      let refused = 0;
      for (let pages = 0; pages <= pagesNeeded + 1; pages++) {
        makeRoom();
        rmSync(path, { force: true });
        if (earlier !== undefined) writeResult(path, { result: earlier });
        leave(pages);
        try {
          writeResult(path, { result: long });
          expect(readResult(path)).toEqual(long);
        } catch (error) {
          expect((error as UserError).message).toMatch(NO_ROOM);
          expect(readResult(path)).toEqual(earlier);
          refused++;
        }
        expect(readdirSync(disk).filter((name) => name.endsWith('partial'))).toEqual([]);
      }
      expect(refused).toBe(pagesNeeded);
    }
  },
);
