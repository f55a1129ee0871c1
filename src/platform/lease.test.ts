import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleScript, leaveDeadLease, takeAs } from '../../test/support/leases.ts';
import {
  namespacesGiven,
  startInNamespaces,
  unlessNamespaces,
} from '../../test/support/namespaces.ts';
import { sharedFolder } from '../../test/support/shared-folder.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { writeWholeFile } from './atomic-write.ts';
import { StoppedError } from './errors.ts';
import { beat, leaseText } from './heartbeat.mjs';
import { type Lease, LeaseLostError } from './held-lease.ts';
import { leaseHolder, takeLease } from './lease.ts';
import { freedPath, leasePath, removeFreed } from './lease-files.ts';
import { leaseHead } from './lease-record.ts';
import { watchLease } from './lease-watch.ts';

const TIMES = { beatMs: 50, silenceMs: 500 };

const scripts = sharedFolder();
const newFolder = temporaryFolder();
let script: string;
let folder: string;
let children: ChildProcess[];
let leases: Lease[];

beforeAll(async () => {
  const entry = join(import.meta.dirname, '../../test/support/lease-holder.ts');
  script = await bundleScript(entry, scripts);
});

beforeEach(() => {
  folder = newFolder();
  children = [];
  leases = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const lease of leases) lease.release();
});

async function take(options: Parameters<typeof takeLease>[1] = {}): Promise<Lease> {
  const lease = await takeLease(folder, { times: TIMES, ...options });
  leases.push(lease);
  return lease;
}

const ARGUMENTS = () => [script, folder, JSON.stringify(TIMES)];

async function contend(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ARGUMENTS(), { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout!, 'data');
  return { child, said: String(said).trim() };
}

/** Starts the rest of the arguments, and has them go on from a stop when a line comes in. */
const WAKES = ['sh', '-c', '"$@" & read line; kill -CONT $!; wait', 'sh'];

/** A process of another machine, which cannot be asked whether it lives. */
const elsewhere = () => takeAs(folder, { host: 'node7', space: 'of node7', job: 'Slurm 17_3' });

describe('of processes of one machine', () => {
  it('goes to exactly one of many that start at once, and names it to the others', async () => {
    const contenders = await Promise.all(Array.from({ length: 20 }, contend));
    const winners = contenders.filter(({ said }) => said === 'taken');
    expect(winners).toHaveLength(1);
    const late = await contend();
    expect(late.said).toContain(`${folder}: the process ${winners[0]!.child.pid}, since `);
  });

  it('is free at once when its holder is killed', async () => {
    const { child } = await contend();
    child.kill('SIGKILL');
    await once(child, 'exit');
    // With this stop it waits for nobody.
    const lease = await take({ stop: AbortSignal.abort() });
    expect(lease).toMatchObject({ number: 2, takenFrom: { pid: child.pid } });
  });

  it('is free also where another process has the number of its holder now', async () => {
    takeAs(folder, { started: '1' });
    expect((await take()).number).toBe(2);
  });

  it('stays with a holder that is stopped', async () => {
    const { child } = await contend();
    child.kill('SIGSTOP');
    let now = 0;
    const watch = watchLease(folder, TIMES, () => now);
    for (; now < 2 * TIMES.silenceMs; now += TIMES.beatMs) {
      expect(watch.look()).toMatchObject({ kind: 'held', sure: true });
    }
    await expect(take()).rejects.toThrow(`the process ${child.pid}, since`);
  });

  it('is free again when it is released, and counts how often it was taken', async () => {
    for (let i = 0; i < 3; i++) (await take()).release();
    const lease = await take();
    expect(lease).toMatchObject({ number: 4 });
    expect(lease).not.toHaveProperty('takenFrom');
    await expect(take()).rejects.toThrow(`the process ${process.pid}, since`);
    removeFreed(folder);
    expect(existsSync(leasePath(folder, 4))).toBe(true);
    lease.release();
    expect(readFileSync(freedPath(folder, 4), 'utf8')).toBe('');
    removeFreed(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is free again where what earlier holders have begun cannot be removed', async () => {
    const tooLong = join(folder, 'x'.repeat(300));
    await expect(take({ alsoProtects: [tooLong] })).rejects.toThrow('ENAMETOOLONG');
    expect(leaseHolder(folder)).toBeUndefined();
    expect((await take()).number).toBe(2);
  });

  it('shows whether a process has it, without taking it', async () => {
    expect(leaseHolder(join(folder, 'nowhere'))).toBeUndefined();
    expect(leaseHolder(folder)).toBeUndefined();
    const { child } = await contend();
    expect(leaseHolder(folder)).toMatchObject({ pid: child.pid });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(leaseHolder(folder)).toBeUndefined();
  });
});

describe('of a process of another machine', () => {
  it('is taken over when that has been silent for the stated time', async () => {
    elsewhere();
    expect(leaseHolder(folder)).toMatchObject({ host: 'node7' });
    const start = performance.now();
    const lease = await take();
    expect(performance.now() - start).toBeGreaterThan(0.9 * TIMES.silenceMs);
    expect(lease).toMatchObject({ number: 2, takenFrom: { host: 'node7', job: 'Slurm 17_3' } });
  });

  it('is not taken over while that beats, and says so', async () => {
    const head = leaseHead(elsewhere());
    const beats = new Int32Array(new SharedArrayBuffer(4));
    const held = { path: leasePath(folder, 1), head, next: leasePath(folder, 2), beats };
    const timer = setInterval(() => beat(held), TIMES.beatMs);
    await expect(take()).rejects.toThrow('of node7 (Slurm 17_3), since 2026-01-01T00:00:00.000Z');
    clearInterval(timer);
  });

  it('is not waited for longer than until a stop', async () => {
    elsewhere();
    const stop = AbortSignal.timeout(TIMES.beatMs);
    await expect(take({ stop })).rejects.toThrow(StoppedError);
  });

  it('is taken at once by whoever is told that it is abandoned, unless it has beaten since', async () => {
    const head = leaseHead(elsewhere());
    let now = 0;
    const watch = watchLease(folder, TIMES, () => now);
    expect(watch.look()).toMatchObject({ kind: 'held', sure: false });
    // Time in which nobody looked is no silence.
    now += 100 * TIMES.silenceMs;
    expect(watch.look()).toMatchObject({ kind: 'held' });
    let sight = watch.look();
    for (let looks = 0; sight.kind === 'held'; looks++) {
      expect(looks).toBeLessThan(TIMES.silenceMs / TIMES.beatMs);
      now += TIMES.beatMs;
      sight = watch.look();
    }
    writeFileSync(leasePath(folder, 1), leaseText(head, 1));
    await expect(take({ abandoned: sight, stop: AbortSignal.abort() })).rejects.toThrow('node7');
    writeFileSync(leasePath(folder, 1), leaseText(head, 0));
    expect(await take({ abandoned: sight })).toMatchObject({ number: 2 });
  });

  it('is taken over, too, where its file is damaged', async () => {
    elsewhere();
    writeFileSync(leasePath(folder, 1), '{"host":');
    expect(leaseHolder(folder)).toBe('unknown');
    expect((await take()).number).toBe(2);
  });
});

describe('a lease that was lost', () => {
  it('is known at the next beat, and no write changes anything', async () => {
    const result = join(folder, 'results', 'A-none-s1');
    const lease = await take({ alsoProtects: [result] });
    const paths = [join(folder, 'checkpoints', 'step'), `${result}.json`];
    for (const path of paths) writeWholeFile(path, ['first']);
    const lost = once(lease.lost, 'abort');
    rmSync(leasePath(folder, 1));
    elsewhere();
    for (const path of paths) expect(() => writeWholeFile(path, ['x'])).toThrow(LeaseLostError);
    await lost;
    expect(lease.lost.reason.message).toMatch(
      /of node7 \(Slurm 17_3\), since .* taken this folder/,
    );
    for (const path of paths) {
      expect(readFileSync(path, 'utf8')).toBe('first');
      expect(readdirSync(dirname(path)).filter((name) => /partial/.test(name))).toEqual([]);
    }
    // Other results are not this run's.
    writeWholeFile(join(folder, '..', 'A-none-s10.json'), ['x']);
    rmSync(join(folder, '..', 'A-none-s10.json'));
    lease.release();
    expect(leaseHolder(folder)).toMatchObject({ host: 'node7' });
  });

  it('was held by a process that died: what that had begun is removed, and nothing else', async () => {
    const [run, results] = [join(folder, 'run'), join(folder, 'results')];
    const result = join(results, 'A-none-s1');
    mkdirSync(join(run, 'checkpoints'), { recursive: true });
    mkdirSync(results);
    leaveDeadLease(run);
    const begun = '.lease-0123456789abcdef.partial';
    const theirs = [join(run, 'checkpoints', `step${begun}`), `${result}.json${begun}`];
    const others = [join(run, 'failure.json.1-2.partial'), `${result}0.json${begun}`];
    for (const path of [...theirs, ...others]) writeFileSync(path, '');
    const alsoProtects = [result, join(folder, 'nowhere', 'A')];
    leases.push(await takeLease(run, { alsoProtects }));
    expect(theirs.map((path) => existsSync(path))).toEqual([false, false]);
    expect(others.map((path) => existsSync(path))).toEqual([true, true]);
  });

  it.runIf(namespacesGiven)(
    `to a process of another machine changes nothing at its late rename${unlessNamespaces}`,
    async () => {
      const child = startInNamespaces([...WAKES, process.execPath, ...ARGUMENTS(), 'sleep']);
      children.push(child);
      expect(String((await once(child.stdout!, 'data'))[0])).toBe('taken\n');
      const holder = leaseHolder(folder);
      expect(holder).toMatchObject({ pid: expect.any(Number) });
      while (!readdirSync(folder).some((name) => name.endsWith('.partial'))) await sleep(5);
      // It beats once more before it stops, which a look may catch.
      const lease = await vi.waitFor(() => take(), { timeout: 30_000 });
      expect(lease.number).toBe(2);
      child.stdin!.write('\n');
      expect(String((await once(child.stdout!, 'data'))[0])).toMatch(/ENOENT.*rename/);
      expect(existsSync(join(folder, 'file'))).toBe(false);
    },
  );
});
