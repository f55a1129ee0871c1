/*
 * One process at a time is at work in a folder, of all machines that share the disk. It holds a file
 * (see `lease-files.ts`) and changes it every few seconds (see `heartbeat.mjs`); others take the
 * lease over when the file stays the same (see `lease-watch.ts`). The disk need only do what POSIX
 * promises and NFS keeps: links and renames happen whole or not at all. Clocks are not compared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { requireWritable } from './atomic-write.ts';
import { StoppedError } from './errors.ts';
import { fileError } from './file-errors.ts';
import {
  FolderLockedError,
  type HoldingOptions,
  holdLease,
  type Lease,
  whileHeld,
} from './held-lease.ts';
import { leaseFolder, readLease, removeFreed } from './lease-files.ts';
import { describeHolder, type LeaseRecord, recordOf } from './lease-record.ts';
import {
  LEASE_TIMES,
  type LeaseTimes,
  type OpenSight,
  type Sight,
  watchLease,
} from './lease-watch.ts';
import { processState } from './process-identity.ts';

export type LeaseOptions = HoldingOptions & {
  /** What somebody has watched long enough to know that it may be taken, unless it has changed. */
  readonly abandoned?: OpenSight | undefined;
  /** Ends the wait for a holder that may be dead. */
  readonly stop?: AbortSignal;
};

type HeldSight = Extract<Sight, { kind: 'held' }>;

/** Takes the lease as soon as it may be taken; `held` is called after each look that finds it held. */
async function acquire(
  folder: string,
  options: LeaseOptions,
  held: (sight: HeldSight) => Promise<void>,
): Promise<Lease> {
  const { times = LEASE_TIMES, abandoned } = options;
  try {
    let lease = abandoned === undefined ? undefined : holdLease(folder, abandoned, options);
    const watch = watchLease(folder, times);
    while (lease === undefined) {
      const sight = watch.look();
      if (sight.kind === 'open') lease = holdLease(folder, sight, options);
      else await held(sight);
    }
    return lease;
  } catch (error) {
    throw fileError(error, leaseFolder(folder), 'written');
  }
}

/** From one look to the next at a lease that may be abandoned. */
const lookMs = ({ beatMs }: LeaseTimes): number => beatMs / 2;

/**
 * Takes `folder`, which is there, for this process, until it is released. It is free again when its
 * holder ends: at once for processes of the same machine, and for those of others after
 * `LeaseTimes.silenceMs`. So long this waits to see whether the holder still beats.
 *
 * @throws FolderLockedError where another process has it, and says which
 * @throws StoppedError where `stop` is aborted before it is known whether the holder lives
 * @throws UserError where the folder cannot be written
 */
export function takeLease(folder: string, options: LeaseOptions = {}): Promise<Lease> {
  const { times = LEASE_TIMES, stop } = options;
  return acquire(folder, options, async ({ holder, sure }) => {
    if (!sure) {
      const stopped = await sleep(lookMs(times), false, { signal: stop }).catch(() => true);
      if (!stopped) return;
      throw new StoppedError(
        `${folder}: stopped before it was known whether ${describeHolder(holder)}, is still at work ` +
          'in this folder; the same command goes on',
      );
    }
    throw new FolderLockedError(
      `${folder}: ${describeHolder(holder)}, is at work in this folder; wait until it has ` +
        'ended, or end it: what it has saved is kept',
    );
  });
}

/** How soon the next of several processes that wait goes on. */
const WAIT_MS = 500;

/**
 * Runs `work` while no other process runs anything under the lease of `folder`, which is made where
 * it is missing. Waits for whoever has it.
 *
 * @param onWait called once where another process has it
 * @throws LeaseLostError where another process has taken it over, and `work` failed then
 */
export async function withLease<T>(
  folder: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  requireWritable(folder);
  let waiting = false;
  const lease = await acquire(folder, {}, async () => {
    if (!waiting) onWait();
    waiting = true;
    await sleep(WAIT_MS);
  });
  try {
    return await whileHeld(lease, work);
  } finally {
    removeFreed(folder);
  }
}

/** Who has a folder; `unknown` where the lease is damaged, or its holder has only just taken it. */
type Holder = LeaseRecord | 'unknown';

/**
 * Who has `folder` now, as far as one look can tell: undefined where it is free or its holder, on
 * this machine, is dead. Takes nothing, so it is in nobody's way.
 */
export function leaseHolder(folder: string): Holder | undefined {
  const state = readLease(folder);
  if (state.kind === 'free') return undefined;
  const record = recordOf(state.text);
  if (record === undefined) return 'unknown';
  return processState(record) === 'dead' ? undefined : record;
}
