import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { Diagnosis } from '../backend/diagnosis.ts';
import { checkoutFolder } from '../platform/checkout.ts';

const executable = path.join(checkoutFolder, 'src/cli/sublinear.mjs');

function run(command: string, args: string[]) {
  return spawnSync(command, args, { encoding: 'utf8', cwd: os.tmpdir() });
}

it('runs a command from any folder', () => {
  const { status, stdout } = run(executable, ['doctor', '--json']);
  expect(status).toBe(0);
  const diagnosis = JSON.parse(stdout) as Diagnosis;
  expect(diagnosis.node).toBe(process.version);
  expect(['tensorflow', 'wasm']).toContain(diagnosis.backend.name);
  expect(diagnosis.matMulGflops).toBeGreaterThan(0);
});

it('exits with 2 for an unknown command', () => {
  const { status, stdout, stderr } = run(executable, ['nonesuch']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: unknown command: nonesuch/);
});

it('ends well where nobody reads what it prints any more', async () => {
  const child = spawn(executable, ['run', 'table2', '--dry-run'], { cwd: checkoutFolder });
  child.stdout.destroy();
  const ended = new Promise((resolve) => child.on('close', resolve));
  expect(await text(child.stderr)).toBe('');
  expect(await ended).toBe(0);
});

it('refuses a Node that it cannot run on', () => {
  const pretend = `data:text/javascript,Object.defineProperty(process,'version',{value:'v18.0.0'})`;
  const { status, stderr } = run(process.execPath, ['--import', pretend, executable, '--version']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: Node v18\.0\.0 cannot run sublinear.*Install/);
});

it('says what to do where the packages are not installed', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-bare-'));
  try {
    for (const file of [
      'src/cli/sublinear.mjs',
      'src/platform/bundle.mjs',
      'src/backend/node-version.mjs',
    ]) {
      await cp(path.join(checkoutFolder, file), path.join(folder, file));
    }
    const bare = path.join(folder, 'src/cli/sublinear.mjs');
    const { status, stderr } = run(process.execPath, [bare, 'doctor']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: .*make setup/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
