import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { checkpointFolder } from '../../src/train/resume.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { type Draw, seededDraw } from './draw.ts';
import { startSublinear } from './process.ts';
import { logLines, outcomeOf, TIMEOUT, writeSmallRun } from './small-run.ts';

/*
 * A training process that is killed again and again, at moments drawn from a seed: while it starts,
 * while it trains, while it writes a checkpoint, while it translates, while it writes the result.
 * `make test-faults` kills 50 times; the suite has time for fewer.
 */

const KILLS = Number(process.env.SUBLINEAR_KILLS ?? 5);
const SEED = Number(process.env.SUBLINEAR_KILL_SEED ?? 1);

/** What a life of the process is killed at, in turn; when exactly, is drawn. */
const MOMENTS = ['checkpoint', 'training', 'starting', 'checkpoint', 'training'] as const;

/** The same for the last of the lives, of which the first one ends training. */
const LAST_MOMENTS = ['result', 'scoring', 'scoring'] as const;

/** A checkpoint that is being written. */
const PARTIAL = /^step-.*\.partial$/;

type Moment = 'starting' | 'training' | 'checkpoint' | 'ending' | 'scoring' | 'result';

function momentsOf(kills: number): Moment[] {
  const last = Math.ceil(kills * 0.3);
  const cycle = <T>(moments: readonly T[], count: number): T[] =>
    Array.from({ length: count }, (_, i) => moments[i % moments.length]!);
  return [...cycle(MOMENTS, kills - last), 'ending', ...cycle(LAST_MOMENTS, last - 1)];
}

/** Steps from one checkpoint to the next. */
const EVERY = 5;

/** More than the lives do before they are killed, else training ends too soon. */
const STEPS = 25 * KILLS;

const folder = sharedFolder();
const run = writeSmallRun(folder, STEPS);

function train(name: string) {
  return startSublinear([
    ...['train', run.path, '--folder', join(folder, name)],
    ...['--checkpoint-every', String(EVERY), '--backend', 'tensorflow', '--threads', '1'],
  ]);
}

/** Waits until a file whose name `matches` has appeared in `watched` for the `count`th time. */
async function appearance(watched: string, matches: RegExp, count: number): Promise<void> {
  let left = count;
  for await (const { eventType, filename } of watch(watched)) {
    if (eventType !== 'rename' || filename === null || !matches.test(filename)) continue;
    // It may as well have gone.
    if (existsSync(join(watched, filename)) && --left === 0) return;
  }
}

const isWritten = (checkpoints: string): boolean =>
  readdirSync(checkpoints).some((name) => PARTIAL.test(name));

/** Stops `child` while it writes a checkpoint, the `count`th or a later one. */
async function stopWithin(checkpoints: string, child: ChildProcess, count: number): Promise<void> {
  for (let left = count; ; left = 1) {
    await appearance(checkpoints, PARTIAL, left);
    child.kill('SIGSTOP');
    // The signal takes a moment.
    await sleep(10);
    if (isWritten(checkpoints)) return;
    child.kill('SIGCONT');
  }
}

/** Waits for the moment at which a life, that of `child`, is to end. */
async function momentComes(
  moment: Moment,
  run: string,
  upTo: Draw,
  child: ChildProcess,
): Promise<void> {
  const checkpoints = checkpointFolder(run);
  const wait = (limit: number) => sleep(upTo(limit));
  switch (moment) {
    case 'starting':
      return wait(1500);
    case 'training':
      await appearance(checkpoints, /^step-\d+\.safetensors$/, 1 + upTo(3));
      return wait(100);
    case 'checkpoint':
      return stopWithin(checkpoints, child, 1 + upTo(4));
    case 'ending':
      await appearance(checkpoints, new RegExp(`^step-0*${STEPS}\\.safetensors$`), 1);
      return wait(200);
    case 'scoring':
      await appearance(run, /^config\.json$/, 1);
      return wait(1000);
    case 'result':
      return appearance(run, /^result\.json\..*partial$/, 1);
  }
}

it(`ends as if nothing had been, byte for byte, when it is killed ${KILLS} times (seed ${SEED})`, {
  timeout: KILLS * TIMEOUT,
}, async () => {
  expect(await train('whole').ended).toMatchObject({ code: 0 });

  const draw = seededDraw(SEED);
  const killed = join(folder, 'killed');
  mkdirSync(checkpointFolder(killed), { recursive: true });
  let withinCheckpoints = 0;
  for (const moment of momentsOf(KILLS)) {
    const { child, ended } = train('killed');
    await Promise.race([momentComes(moment, killed, draw, child), ended]);
    child.kill('SIGKILL');
    const { signal, errors } = await ended;
    expect({ moment, signal }, errors).toEqual({ moment, signal: 'SIGKILL' });
    if (isWritten(checkpointFolder(killed))) withinCheckpoints++;
  }
  expect(await train('killed').ended).toMatchObject({ code: 0 });

  expect(outcomeOf(killed)).toEqual(outcomeOf(join(folder, 'whole')));
  expect(logLines(killed).at(-1)!.msg).toBe('finished');
  // Else the moments above say nothing about what they are there for.
  expect(withinCheckpoints).toBeGreaterThan(0);
});
