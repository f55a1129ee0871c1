import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { checkpointSteps } from '../../src/checkpoint/store.ts';
import { STOP_SIGNALS } from '../../src/platform/stop-request.ts';
import { checkpointFolder } from '../../src/train/resume.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { SMALL } from '../support/small-demo.ts';
import { startSublinear } from './process.ts';
import { logLines, TIMEOUT, writeSmallRun } from './small-run.ts';

const folder = sharedFolder();
const small = writeSmallRun(folder, 100_000);

const QUICK = ['--checkpoint-every', '5', '--backend', 'tensorflow', '--threads', '1'];

it.each(STOP_SIGNALS)(
  '%s has training save itself and end with 75, and say so',
  async (signal) => {
    const run = join(folder, 'run');
    const before = checkpointSteps(checkpointFolder(run)).at(-1) ?? 0;
    const { child, ended } = startSublinear(['train', small.path, '--folder', run, ...QUICK]);
    while ((checkpointSteps(checkpointFolder(run)).at(-1) ?? 0) === before) await sleep(20);
    child.kill(signal);
    const { code, errors } = await ended;
    expect(code, errors).toBe(75);
    const log = logLines(run);
    const attempt = STOP_SIGNALS.indexOf(signal) + 1;
    expect(log.findLast(({ msg }) => msg === 'start')).toMatchObject({ attempt, pid: child.pid });
    const step = checkpointSteps(checkpointFolder(run)).at(-1)!;
    expect(log.at(-1)).toMatchObject({ signal, step });
  },
  TIMEOUT,
);

it(
  'SIGUSR1 to a runner is passed on to its runs by its name',
  async () => {
    const [runs, results] = [join(folder, 'runs'), join(folder, 'results')];
    const { child, ended } = startSublinear([
      ...['run', 'experiments/table1.yaml', '--only', 'A', '--runs', runs, '--results', results],
      ...[...SMALL, '--set', 'training.steps=100000', ...QUICK],
    ]);
    const run = join(runs, 'table1/demo/A-warmup-s1');
    while (checkpointSteps(checkpointFolder(run)).length === 0) await sleep(20);
    child.kill('SIGUSR1');
    const { code, errors } = await ended;
    expect(errors).toContain('runs without a result: 1 stopped, 1 not started; the same command');
    expect(code).toBe(75);
    expect(logLines(run).at(-1)).toMatchObject({ signal: 'SIGUSR1' });
    expect(readdirSync(run)).not.toContain('failure.json');
  },
  TIMEOUT,
);
