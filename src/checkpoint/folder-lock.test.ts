import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { FolderLockedError, isFolderLocked, lockFolder } from './folder-lock.ts';

/** Takes the lock and keeps it, or says why it cannot. */
const SCRIPT = `
import { lockFolder } from './folder-lock.ts';
try {
  await lockFolder(process.argv[2]);
  console.log('taken');
  setInterval(() => {}, 1000);
} catch (error) {
  console.log(error.message);
}`;

let script: string;
let folder: string;
let children: ChildProcess[];

beforeAll(async () => {
  // In JavaScript, so that many processes start at one moment indeed.
  script = join(mkdtempSync(join(tmpdir(), 'sublinear-lock-script-')), 'contend.mjs');
  await build({
    stdin: { contents: SCRIPT, resolveDir: import.meta.dirname },
    ...{ bundle: true, platform: 'node', format: 'esm', outfile: script },
  });
});

afterAll(() => rmSync(dirname(script), { recursive: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-lock-'));
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function contend(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(child.stdout!, 'data');
  return { child, said: String(said).trim() };
}

it('goes to exactly one of many processes that start at once, and names it to the others', async () => {
  const contenders = await Promise.all(Array.from({ length: 20 }, contend));
  const winners = contenders.filter(({ said }) => said === 'taken');
  expect(winners).toHaveLength(1);
  const late = await contend();
  expect(late.said).toContain(`${folder}: the process ${winners[0]!.child.pid}, since `);
});

it('is free again when its holder is killed', async () => {
  const { child } = await contend();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const release = await lockFolder(folder);
  release();
});

it('is free again when it is released', async () => {
  for (let i = 0; i < 3; i++) (await lockFolder(folder))();
  await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(`the process ${process.pid}, since`);
});

it('shows whether a process has it, without taking it', async () => {
  expect(isFolderLocked(join(folder, 'nowhere'))).toBe(false);
  expect(isFolderLocked(folder)).toBe(false);
  const { child } = await contend();
  expect(isFolderLocked(folder)).toBe(true);
  await expect(lockFolder(folder)).rejects.toThrow(FolderLockedError);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isFolderLocked(folder)).toBe(false);
});
