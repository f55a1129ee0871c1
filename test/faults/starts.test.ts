import { mkdirSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { readResult } from '../../src/results/store.ts';
import { leaveDeadLease } from '../support/leases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Running, startSublinear } from './process.ts';
import { TIMEOUT, writeSmallRun } from './small-run.ts';

/** `make test-faults` starts 20 at once; the suite has time for fewer. */
const STARTS = Number(process.env.SUBLINEAR_STARTS ?? 4);

const inFolder = temporaryFolder();
const running: Running[] = [];

afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
});

function train(path: string): Running {
  const started = startSublinear([
    ...['train', path, '--folder', inFolder('run')],
    ...['--backend', 'tensorflow', '--threads', '1'],
  ]);
  running.push(started);
  return started;
}

it(`of ${STARTS} starts at the same moment exactly one trains; the others say which and change nothing`, {
  timeout: TIMEOUT + STARTS * 60_000,
}, async () => {
  // What a process that was killed left; its number is no process's.
  mkdirSync(inFolder('run'));
  const stale = leaveDeadLease(inFolder('run'));

  const { path } = writeSmallRun(inFolder(), 100_000);
  const starts = Array.from({ length: STARTS }, () => train(path));
  const refusals = new Set<Running>();
  await new Promise<void>((resolve) => {
    for (const start of starts) {
      start.ended.then(() => {
        refusals.add(start);
        if (refusals.size === STARTS - 1) resolve();
      });
    }
  });
  const [winner, ...others] = starts.filter((start) => !refusals.has(start));
  expect(others).toEqual([]);
  for (const { ended } of refusals) {
    const { code, errors } = await ended;
    expect(code, errors).toBe(2);
    expect(errors).toMatch(
      /^error: .*is at work in this folder; wait until it has ended, or end it/m,
    );
    expect(errors).not.toContain(String(stale.pid));
  }

  const { code, errors } = await train(path).ended;
  expect(code).toBe(2);
  expect(errors).toContain(`the process ${winner!.child.pid}, since `);

  winner!.child.kill('SIGTERM');
  const stopped = await winner!.ended;
  expect(stopped.code, stopped.errors).toBe(75);
  expect(stopped.errors).toMatch(/^stopped after step \d+, which is saved/m);
  expect(readResult(inFolder('run', 'result.json'))).toBeUndefined();
});
