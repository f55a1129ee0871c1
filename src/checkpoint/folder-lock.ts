import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { isAlive } from '../process.ts';
import { writeWholeFile } from '../whole-file.ts';

/** Who holds a folder, for the message to whoever comes second. */
const HOLDER = 'holder.json';

const holderSchema = z.strictObject({ pid: z.int().positive(), since: z.iso.datetime() });

/** Another process has the folder. */
export class FolderLockedError extends UserError {
  override name = 'FolderLockedError';
}

/** Lets a folder go again. */
export type Release = () => void;

/** A name in the kernel's own list of sockets, where no file system keeps it: hence the zero byte. */
function socketName(folder: string): string {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex');
  return `\0sublinear/${digest}`;
}

/** Whether some process has `folder` now; takes nothing, so it is in nobody's way. */
export function isFolderLocked(folder: string): boolean {
  const sockets = '/proc/net/unix';
  if (!existsSync(folder) || !existsSync(sockets)) return false;
  // The kernel shows the zero byte as @.
  return readFileSync(sockets, 'utf8').includes(socketName(folder).replace('\0', '@'));
}

function describeHolder(folder: string): string {
  try {
    const text = readFileSync(join(folder, HOLDER), 'utf8');
    const { pid, since } = holderSchema.parse(JSON.parse(text));
    if (isAlive(pid)) return `the process ${pid}, since ${since}`;
  } catch {}
  // It has the folder, and has not yet said who it is; what there is may be of one that was killed.
  return 'another process';
}

/** Removes a file that is only for people, so that it may stay where the disk allows no change. */
function removeNote(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/**
 * Takes `folder` for this process, until it is released or the process ends, however it ends: what
 * stands for the lock is a socket's name, which the kernel gives to one process at a time and takes
 * back at its death. So no lock is ever stale, and of many that start at once exactly one succeeds.
 * It says nothing to processes on other machines or in other network namespaces.
 *
 * @throws UserError where another process has it, and says which, or where the folder cannot be
 *   written
 */
export function lockFolder(folder: string): Promise<Release> {
  const server = net.createServer();
  // The lock alone is no reason for the process to live on.
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new FolderLockedError(
              `${folder}: ${describeHolder(folder)}, is at work in this folder; wait until it has ` +
                'ended, or end it: what it has saved is kept',
            )
          : error,
      );
    });
    server.listen(socketName(folder), () => {
      const file = join(folder, HOLDER);
      const holder = { pid: process.pid, since: new Date().toISOString() };
      try {
        writeWholeFile(file, [`${JSON.stringify(holder)}\n`]);
      } catch (error) {
        server.close();
        reject(error);
        return;
      }
      resolve(() => {
        removeNote(file);
        server.close();
      });
    });
  });
}
