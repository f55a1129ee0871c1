import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../errors.ts';

/** Who holds a folder, for the message to whoever comes second. */
const HOLDER = 'holder.json';

/** Lets a folder go again. */
export type Release = () => void;

/** A name in the kernel's own list of sockets, where no file system keeps it: hence the zero byte. */
function socketName(folder: string): string {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex');
  return `\0sublinear/${digest}`;
}

function describeHolder(folder: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(folder, HOLDER), 'utf8'));
    return `the process ${pid}, since ${since}`;
  } catch {
    // It has the folder, and has not yet said who it is.
    return 'another process';
  }
}

/**
 * Takes `folder` for this process, until it is released or the process ends, however it ends: what
 * stands for the lock is a socket's name, which the kernel gives to one process at a time and takes
 * back at its death. So no lock is ever stale, and of many that start at once exactly one succeeds.
 * It says nothing to processes on other machines or in other network namespaces.
 *
 * @throws UserError where another process has it, and says which
 */
export function lockFolder(folder: string): Promise<Release> {
  const server = net.createServer();
  // The lock alone is no reason for the process to live on.
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new UserError(
              `${folder}: ${describeHolder(folder)}, is at work in this folder; wait until it has ` +
                'ended, or end it: what it has saved is kept',
            )
          : error,
      );
    });
    server.listen(socketName(folder), () => {
      const file = join(folder, HOLDER);
      const holder = { pid: process.pid, since: new Date().toISOString() };
      writeFileAtomic.sync(file, `${JSON.stringify(holder)}\n`);
      resolve(() => {
        rmSync(file, { force: true });
        server.close();
      });
    });
  });
}
