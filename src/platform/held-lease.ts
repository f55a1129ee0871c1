import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from './errors.ts';
import { addFence } from './fence.ts';
import { fileError } from './file-errors.ts';
import { beat, type HeldLease, isHeld, leaseText } from './heartbeat.mjs';
import { freedPath, leasePath, readLease, takeNext } from './lease-files.ts';
import { describeHolder, type LeaseRecord, leaseHead, recordOf } from './lease-record.ts';
import { LEASE_TIMES, type LeaseTimes, type OpenSight } from './lease-watch.ts';
import { thisProcess } from './process-identity.ts';

/** Another process has the folder. */
export class FolderLockedError extends UserError {
  override name = 'FolderLockedError';
}

/** Another process has taken the folder over from this one. */
export class LeaseLostError extends FolderLockedError {
  override name = 'LeaseLostError';
}

/** A folder that this process has. */
export type Lease = {
  /** How often the folder was taken, this time included. */
  readonly number: number;
  /** From whom it was taken over, where nobody had let it go. */
  readonly takenFrom?: LeaseRecord;
  /** Aborted, with a `LeaseLostError`, when another process has taken it over. */
  readonly lost: AbortSignal;
  /** Lets it go. */
  release(): void;
};

/**
 * Does `work` under `lease`, and lets it go then.
 *
 * @throws LeaseLostError where another process has taken it over, and `work` failed then
 */
export async function whileHeld<T>(lease: Lease, work: (lease: Lease) => Promise<T>): Promise<T> {
  try {
    return await work(lease);
  } catch (error) {
    // Whatever else went wrong then is of no interest.
    lease.lost.throwIfAborted();
    throw error;
  } finally {
    lease.release();
  }
}

export type HoldingOptions = {
  /**
   * What else only the holder of the lease writes. A file is named without its ending, which protects
   * all files that begin so.
   */
  readonly alsoProtects?: readonly string[];
  readonly times?: LeaseTimes;
};

/** What ends the name of a file that a holder of a lease has begun. */
const BEGUN = /\.lease-[0-9a-f]{16}\.partial$/;

/** Removes what earlier holders have begun and not finished: from then on they cannot finish it. */
function removeBegun(path: string): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const folder = isFolder ? path : dirname(path);
  const start = isFolder ? '' : `${basename(path)}.`;
  if (!isFolder && statSync(folder, { throwIfNoEntry: false }) === undefined) return;
  for (const name of readdirSync(folder, { recursive: isFolder, encoding: 'utf8' })) {
    if (name.startsWith(start) && BEGUN.test(name)) rmSync(join(folder, name), { force: true });
  }
}

function lostMessage(folder: string): string {
  const state = readLease(folder);
  const holder = state.kind === 'held' ? recordOf(state.text) : undefined;
  return (
    `${folder}: ${describeHolder(holder)}, has taken this folder over, as this process gave no sign ` +
    'of life; it has stopped, and what it saved before is kept'
  );
}

/**
 * Takes the lease of `folder` after `seen`, and keeps it up in a thread of its own. Writes of this
 * process to what it protects are checked from then on; see `fenceOf`.
 *
 * @returns undefined where somebody else was faster, or its holder lives
 */
export function holdLease(
  folder: string,
  { seen, last }: OpenSight,
  { alsoProtects = [], times = LEASE_TIMES }: HoldingOptions,
): Lease | undefined {
  const token = randomBytes(8).toString('hex');
  const head = leaseHead({ ...thisProcess(), since: new Date().toISOString(), token });
  if (!takeNext(folder, seen, leaseText(head, 0), token)) return undefined;
  const number = seen.number + 1;
  const held: HeldLease = {
    path: leasePath(folder, number),
    head,
    next: leasePath(folder, number + 1),
    beats: new Int32Array(new SharedArrayBuffer(4)),
  };
  const loss = new AbortController();
  const lose = () => {
    if (!loss.signal.aborted) loss.abort(new LeaseLostError(lostMessage(folder)));
  };
  const requireHeld = (ask: (lease: HeldLease) => boolean) => {
    try {
      if (!loss.signal.aborted && !ask(held)) lose();
    } catch (error) {
      throw fileError(error, held.path, 'written');
    }
    loss.signal.throwIfAborted();
  };
  const free = () => {
    try {
      if (!isHeld(held)) return;
      renameSync(held.path, freedPath(folder, number));
      truncateSync(freedPath(folder, number));
    } catch {
      // It stays where the disk allows no change; this process's end is known all the same.
    }
  };
  const protectedPaths = [folder, ...alsoProtects];
  try {
    for (const path of protectedPaths) removeBegun(path);
  } catch (error) {
    free();
    throw error;
  }
  const removeFence = addFence(protectedPaths, {
    token: `lease-${token}`,
    confirm: () => requireHeld(beat),
    glance: () => requireHeld(isHeld),
  });
  const thread = new Worker(new URL('./heartbeat-thread.mjs', import.meta.url), {
    workerData: { lease: held, every: times.beatMs },
    execArgv: [],
  });
  // The lease alone is no reason for the process to live on.
  thread.unref();
  thread.on('message', lose);
  // Without it nobody could know that this process lives.
  thread.on('error', lose);
  return {
    number,
    ...(last === undefined ? {} : { takenFrom: last }),
    lost: loss.signal,
    release: () => {
      void thread.terminate();
      removeFence();
      free();
    },
  };
}
