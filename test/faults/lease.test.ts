import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleScript } from '../support/leases.ts';
import { namespacesGiven, startInNamespaces, unlessNamespaces } from '../support/namespaces.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { seededDraw } from './draw.ts';

/*
 * Twenty processes on what are two machines to them share one folder, and are killed, paused and
 * taken off the net with their whole machine, while they hold its lease. `make test-faults` kills
 * 200 times; the suite has time for fewer.
 */

const KILLS = Number(process.env.SUBLINEAR_LEASE_KILLS ?? 12);
const SEED = Number(process.env.SUBLINEAR_KILL_SEED ?? 1);

const PROCESSES = 10;

/** Short, so that the machine that runs the tests also takes leases from processes that live. */
const TIMES = { beatMs: 100, silenceMs: 1000 };

/** What happens to a holder, in turn; when exactly, is drawn. */
const FATES = ['kill', 'pause', 'kill', 'kill machine', 'kill'] as const;

type Machine = { readonly child: ChildProcess; readonly lines: string[] };
type Written = { readonly machine: number; readonly index: string; readonly line: string };

let script: string;
const folder = sharedFolder();
const scripts = sharedFolder();
const machines: Machine[] = [];
const written: Written[] = [];
let losses = 0;

function startMachine(machine: number): void {
  const command = [join(import.meta.dirname, 'lease-machine.mjs'), String(PROCESSES)];
  const contender = [script, folder, JSON.stringify(TIMES)];
  const child = startInNamespaces([process.execPath, ...command, ...contender]);
  machines[machine] = { child, lines: [] };
  createInterface(child.stdout!).on('line', (text) => {
    const [index, what, ...line] = text.split(' ');
    if (what === 'wrote') written.push({ machine, index: index!, line: line.join(' ') });
    else if (what === 'lost') losses++;
    else machines[machine]!.lines.push(text);
  });
}

beforeAll(async () => {
  script = await bundleScript(join(import.meta.dirname, 'lease-contender.ts'), scripts);
});

afterAll(() => {
  for (const { child } of machines) child.kill('SIGKILL');
});

async function endMachine({ child }: Machine): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** The one that writes next. */
async function nextWriter(): Promise<Written> {
  const before = written.length;
  while (written.length === before) await sleep(2);
  return written.at(-1)!;
}

it.runIf(namespacesGiven)(
  `a folder never has two writers, though ${KILLS} holders are killed or paused (seed ${SEED})${unlessNamespaces}`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    const draw = seededDraw(SEED);
    for (const machine of [0, 1]) startMachine(machine);
    const taken = { kill: 0, pause: 0, 'kill machine': 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      const fate = FATES[kill % FATES.length]!;
      await sleep(draw(100));
      const { machine, index } = await nextWriter();
      const { child } = machines[machine]!;
      taken[fate]++;
      if (fate === 'kill machine') {
        await endMachine(machines[machine]!);
        // The other machine gets the lease while this one is away.
        while ((await nextWriter()).machine === machine);
        startMachine(machine);
      } else if (fate === 'kill') child.stdin!.write(`SIGKILL ${index}\n`);
      else {
        child.stdin!.write(`SIGSTOP ${index}\n`);
        await sleep(2 * TIMES.silenceMs + draw(1000));
        child.stdin!.write(`SIGCONT ${index}\n`);
      }
    }
    await nextWriter();
    for (const machine of machines) await endMachine(machine);

    const lines = readFileSync(join(folder, 'lines'), 'utf8').trimEnd().split('\n');
    const leaseNumbers = lines.map((line) => Number(line.split(' ')[0]));
    // Once a lease follows another one, nobody writes under the earlier: nor is a line lost.
    expect(leaseNumbers).toEqual(leaseNumbers.toSorted((a, b) => a - b));
    for (const number of new Set(leaseNumbers)) {
      const own = lines.filter((line) => line.startsWith(`${number} `));
      expect(own).toEqual(own.map((_line, i) => `${number} ${i}`));
    }
    const there = new Set(lines);
    expect(written.map(({ line }) => line).filter((line) => !there.has(line))).toEqual([]);
    expect(machines.flatMap((machine) => machine.lines)).toEqual([]);
    // Else the test says nothing about leases that were taken from processes that live.
    expect(losses).toBeGreaterThan(0);
    console.log({ KILLS, ...taken, losses, leases: leaseNumbers.at(-1), lines: lines.length });
  },
);
