import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster, whyNoCluster } from '../../../test/support/slurm-cluster.ts';
import { SMALL } from '../../../test/support/small-demo.ts';
import { checkoutFolder } from '../../platform/checkout.ts';
import { leaseHolder } from '../../platform/lease.ts';

/*
 * Table 1 at few steps on a cluster of two nodes, disturbed in every way a cluster is. `make
 * test-slurm` runs it; it takes a quarter of an hour.
 */

const reason =
  process.env.SUBLINEAR_SLURM === undefined ? 'make test-slurm runs it' : whyNoCluster();
const given = reason === undefined ? '' : ` (skipped: ${reason})`;

const CLI = join(checkoutFolder, 'src/cli/sublinear.mjs');
const EXPERIMENT = join(checkoutFolder, 'experiments/table1.yaml');

/** Long enough to be disturbed in, and a checkpoint every few of them. */
const SETTINGS = [
  ...SMALL.filter((word) => !/training\.|^--set$/.test(word)),
  'training.steps=12000',
  'training.logEvery=200',
  'training.evaluateEvery=6000',
].flatMap((assignment) => ['--set', assignment]);

let folder: string;
let cluster: Cluster;

beforeAll(async () => {
  if (reason !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'sublinear-slurm-'));
  chmodSync(folder, 0o755);
  cluster = await startCluster(folder);
}, 60_000);

afterAll(async () => {
  if (reason !== undefined) return;
  await cluster.stop();
  rmSync(folder, { recursive: true });
});

const where = (name: string) => [
  ...['--results', join(folder, name, 'results'), '--runs', join(folder, name, 'runs')],
];

const JOBS = ['cpus=1', 'memory=500M', 'throttle=2', 'time=10', 'partition=main'];

function command(name: string, verb: string, ...args: string[]) {
  const settings = verb === 'status' || verb === 'cancel' || verb === 'run' ? SETTINGS : [];
  return [CLI, verb, EXPERIMENT, ...where(name), ...settings, ...args];
}

/** The command line as a user of the cluster has it. */
function sublinear(name: string, verb: string, ...args: string[]) {
  const { env } = cluster;
  const options = { env, encoding: 'utf8', cwd: checkoutFolder } as const;
  return spawnSync(process.execPath, command(name, verb, ...args), options);
}

const ON_TENSORFLOW = ['--backend', 'tensorflow'];

const SUBMIT = [
  ...['--on', 'slurm', '--checkpoint-every', '400', ...ON_TENSORFLOW],
  ...JOBS.flatMap((each) => ['--slurm', each]),
];

type Queued = { id: string; state: string; name: string };

const queue = (): Queued[] =>
  cluster
    .slurm('squeue', '-h', '--array', '-o', '%i|%T|%j')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id, state, name] = line.split('|') as [string, string, string];
      return { id, state, name };
    });

async function until<T>(find: () => T | undefined | false, seconds = 300): Promise<T> {
  for (let i = 0; i < seconds * 5; i++) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    await sleep(200);
  }
  throw new Error(`in vain: ${JSON.stringify(queue())}`);
}

/** A line of the log of a run, as it comes. */
function logOf(name: string, run: string): { msg: string; attempt?: number; signal?: string }[] {
  try {
    const path = join(folder, name, 'runs/table1/demo', run, 'log.ndjson');
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

const runs = (name: string): string[] => {
  try {
    return readdirSync(join(folder, name, 'runs/table1/demo')).filter((each) => each !== 'slurm');
  } catch {
    return [];
  }
};

/** A run that trains in a job, and is not one of those already disturbed. */
function disturbable(name: string, disturbed: Set<string>): string | undefined {
  const running = queue().flatMap(({ id, state }) => (state === 'RUNNING' ? `Slurm ${id}` : []));
  const found = runs(name).find((run) => {
    if (disturbed.has(run) || logOf(name, run).at(-1)?.msg !== 'train') return false;
    const owner = holder(name, run);
    return owner !== undefined && running.includes(owner.job);
  });
  if (found !== undefined) disturbed.add(found);
  return found;
}

/** The living process that trains a run. */
function holder(name: string, run: string): { pid: number; job: string } | undefined {
  const found = leaseHolder(join(folder, name, 'runs/table1/demo', run));
  return found === undefined || found === 'unknown' || found.job === undefined
    ? undefined
    : { pid: found.pid, job: found.job };
}

/** What the jobs of all submissions printed. */
function jobLogs(name: string): string {
  const submissions = join(folder, name, 'runs/table1/demo/slurm');
  return readdirSync(submissions, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .map((file) => readFileSync(join(submissions, file), 'utf8'))
    .join('\n');
}

/** What a result says that does not depend on when and with how many threads it was made. */
function outcomes(name: string): Record<string, unknown> {
  const results = join(folder, name, 'results/table1/demo');
  const files = readdirSync(results).filter((file) => !file.startsWith('.'));
  return Object.fromEntries(
    files.map((file) => {
      const content = readFileSync(join(results, file), 'utf8');
      if (!file.endsWith('.json')) return [file, content];
      const { timing: _, sha256: __, provenance, ...result } = JSON.parse(content);
      const { commit: ___, earlierCommits: ____, ...inputs } = provenance;
      return [file, { ...result, provenance: inputs }];
    }),
  );
}

describe.skipIf(reason !== undefined)(`Table 1 on two nodes${given}`, () => {
  it('is refused before anything runs where the partition or the time limit is wrong', () => {
    const partition = sublinear('refused', 'run', ...SUBMIT, '--slurm', 'partition=gpu');
    expect(partition.stderr).toContain('there is no partition "gpu"; the cluster has main');
    expect(partition.status).toBe(2);
    expect(queue()).toEqual([]);
    expect(runs('refused')).toEqual([]);
  });

  it('has each result once, as if it had been run here, whatever happens to its jobs', {
    timeout: 1_200_000,
  }, async () => {
    const { env } = cluster;
    const disturbed = new Set<string>();
    const next = () => until(() => disturbable('cluster', disturbed));
    const jobOf = (run: string) => holder('cluster', run)!.job.replace('Slurm ', '');

    // Cancelled, and submitted again, twice at the same time.
    expect(sublinear('cluster', 'run', ...SUBMIT).stderr).toBe('');
    await next();
    expect(sublinear('cluster', 'cancel').stdout).toMatch(/^Cancelled (9|10) jobs/);
    await until(() => queue().length === 0);
    const both = [1, 2].map(() => {
      const child = spawn(process.execPath, command('cluster', 'run', ...SUBMIT), { env });
      return text(child.stdout);
    });
    expect((await Promise.all(both)).join('')).toMatch(/^Submitted (9|10) runs as/);
    disturbed.clear();

    const requeued = await next();
    cluster.slurm('scontrol', 'requeue', jobOf(requeued));
    const signalled = await next();
    // What Slurm sends ahead of the time limit. Slurm 22.05 sends it and reports a failure, so whether
    // it came is seen below, in the log of the run.
    spawnSync('scancel', ['--signal=USR1', jobOf(signalled)], { env });
    const killed = await next();
    process.kill(holder('cluster', killed)!.pid, 'SIGKILL');
    const status = sublinear('cluster', 'status').stdout;
    expect(status).toMatch(/table1 under demo: .*running/);
    expect(status).toMatch(/running +\| +\d+\/12000 \| n[12] \d+_\d+, \d+:\d+ left/);
    await next();
    await cluster.restartNode('n1');
    await until(() => queue().length === 0, 900);

    expect(sublinear('cluster', 'status').stdout).toContain('table1 under demo: 10 done.');
    expect(logOf('cluster', signalled).map(({ signal }) => signal)).toContain('SIGUSR1');
    for (const run of runs('cluster')) {
      const log = logOf('cluster', run);
      expect(
        log.filter(({ msg }) => msg === 'finished'),
        run,
      ).toHaveLength(1);
      // Nothing is trained again but what was lost since the last checkpoint.
      const starts = log.filter(({ msg }) => msg === 'start').length;
      const resumed = log.filter(({ msg }) => msg === 'goes on from a checkpoint').length;
      expect(starts - resumed, run).toBeLessThanOrEqual(2);
    }
    const local = sublinear('local', 'run', '--workers', '2', '--threads', '1', ...ON_TENSORFLOW);
    expect(local.status, local.stderr).toBe(0);
    expect(outcomes('cluster')).toEqual(outcomes('local'));
    expect(sublinear('cluster', 'run', ...SUBMIT).stdout).toBe('Nothing is left to submit.\n');
  });

  it('ends a job whose disk is full and no other, and does its run when there is room', {
    timeout: 300_000,
  }, async () => {
    const submit = () => sublinear('full', 'run', ...SUBMIT, '--only', 'A').stdout;
    const disk = join(folder, 'full/runs/table1/demo/A-none-s1');
    const mount = (...args: string[]) => expect(spawnSync('mount', args).status).toBe(0);
    mkdirSync(disk, { recursive: true });
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk);
    try {
      expect(submit()).toMatch(/^Submitted 2 runs as/);
      await until(() => queue().length === 0);
    } finally {
      expect(spawnSync('umount', [disk]).status).toBe(0);
    }
    expect(Object.keys(outcomes('full'))).toContain('A-warmup-s1.json');
    expect(Object.keys(outcomes('full'))).not.toContain('A-none-s1.json');
    expect(jobLogs('full')).toContain('no room is left on the disk (ENOSPC)');
    expect(submit()).toMatch(/^Submitted 1 run as/);
    await until(() => queue().length === 0);
    expect(Object.keys(outcomes('full'))).toContain('A-none-s1.json');
  });

  it('goes on in the next attempt of a job that meets its time limit', {
    timeout: 600_000,
  }, async () => {
    const limits = ['time=2', 'signalSeconds=50'].flatMap((each) => ['--slurm', each]);
    const long = ['--set', 'training.steps=30000', '--only', 'A', '--arms', 'none'];
    expect(sublinear('long', 'run', ...SUBMIT, ...limits, ...long).stdout).toMatch(/^Submitted 1/);
    await until(() => queue().length === 0, 550);
    const log = logOf('long', 'A-none-s1');
    expect(log.filter(({ signal }) => signal === 'SIGUSR1').length).toBeGreaterThan(0);
    expect(log.map(({ msg }) => msg)).toContain('goes on from a checkpoint');
    expect(Object.keys(outcomes('long'))).toContain('A-none-s1.json');
  });
});
