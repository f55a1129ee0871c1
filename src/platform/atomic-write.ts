import { createHash } from 'node:crypto';
import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fenceOf } from './fence.ts';
import { fileError } from './file-errors.ts';
import { pieces } from './pieces.ts';
import { isAlive, processSpace } from './process-identity.ts';

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Makes `folder`, unlike `mkdirSync` with `recursive` with the true error on a read-only disk. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(folder)) throw error;
  }
}

/** Tells the processes of this machine, or of this container, from those of others. */
const SPACE = createHash('sha256')
  .update(JSON.stringify([hostname(), processSpace()]))
  .digest('hex')
  .slice(0, 8);

/** Where the process `pid` of this machine writes a file before it gets its name. */
export function partialName(path: string, pid: number): string {
  return `${path}.${SPACE}-${pid}.partial`;
}

/** Removes what processes of this machine left that died while they wrote `path`. */
function removeRemains(path: string): void {
  const start = `${basename(path)}.${SPACE}-`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start)) continue;
    const pid = /^(\d+)\.partial$/.exec(name.slice(start.length))?.[1];
    // Another writer of the same file may clear it at the same time.
    const options = { force: true };
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dirname(path), name), options);
  }
}

function writeThrough(path: string, parts: readonly (string | Uint8Array)[]): void {
  const file = openSync(path, 'w');
  try {
    for (const part of parts) {
      for (const piece of pieces(typeof part === 'string' ? Buffer.from(part) : part)) {
        // Unlike one call of writeSync, which may write less where the disk is nearly full.
        writeFileSync(file, piece);
      }
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes what was renamed in `folder` outlast a loss of power. */
function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Removes a file that was begun, as far as the disk allows it: what stopped the writing counts. */
function abandon(partial: string): void {
  try {
    rmSync(partial, { force: true });
  } catch {}
}

/**
 * Writes the file `path` of `parts`, one after the other: whole or, whatever happens, not at all,
 * and what was there before stays until then. Folders on the way to it are made. (The package
 * write-file-atomic takes a write that was cut short for a whole one, as on a disk that is full.)
 * Where a lease protects `path`, nothing changes unless this process has it.
 *
 * @throws LeaseLostError where another process has taken the lease over
 * @throws UserError where the file system refuses
 */
export function writeWholeFile(path: string, parts: readonly (string | Uint8Array)[]): void {
  const fence = fenceOf(path);
  const partial =
    fence === undefined ? partialName(path, process.pid) : `${path}.${fence.token}.partial`;
  try {
    makeFolder(dirname(path));
    removeRemains(path);
    writeThrough(partial, parts);
    fence?.confirm();
    renameSync(partial, path);
    flushFolder(dirname(path));
  } catch (error) {
    abandon(partial);
    // Whoever takes a lease over removes what others have begun: losing it is the cause then.
    fence?.glance();
    throw fileError(error, path, 'written');
  }
}

/**
 * Adds `content` to the end of the file `path`. Where a lease protects `path`, nothing changes
 * unless this process has it.
 *
 * @throws LeaseLostError where another process has taken the lease over
 * @throws UserError where the file system refuses
 */
export function appendToFile(path: string, content: string | Uint8Array): void {
  fenceOf(path)?.glance();
  try {
    appendFileSync(path, content);
  } catch (error) {
    throw fileError(error, path, 'written');
  }
}

/**
 * Makes sure, before long work begins, that its outcome can be written into `folder`, which is made
 * where it is missing.
 *
 * @throws UserError where it cannot
 */
export function requireWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw fileError(error, folder, 'written');
  }
}
