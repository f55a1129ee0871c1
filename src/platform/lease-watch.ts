import { type LeaseState, readLease } from './lease-files.ts';
import { type LeaseRecord, recordOf } from './lease-record.ts';
import { processState } from './process-identity.ts';

/** How a lease is kept up, and when it counts as abandoned. */
export type LeaseTimes = {
  /** From one beat of the holder to the next. */
  readonly beatMs: number;
  /** How long a holder on another machine has to be silent before the lease is taken over. */
  readonly silenceMs: number;
};

/** A holder that is cut off from the disk for less than this, as where a server restarts, keeps it. */
export const LEASE_TIMES: LeaseTimes = { beatMs: 5_000, silenceMs: 30_000 };

/** A lease may be taken, after exactly the state `seen`: its holder, `last`, is dead or silent. */
export type OpenSight = {
  readonly kind: 'open';
  readonly seen: LeaseState;
  /** Absent where it was let go. */
  readonly last?: LeaseRecord;
};

/** What somebody who would like to have a lease knows of it. */
export type Sight =
  | OpenSight
  /** `sure`: its holder is known to live, on this machine or as it has beaten since. */
  | { readonly kind: 'held'; readonly holder?: LeaseRecord; readonly sure: boolean };

/** Looks at a lease again and again. */
export type LeaseWatch = { look(): Sight };

/**
 * Watches the lease of `folder`. A holder of the same machine is asked for by its process number. Of
 * any other one this only sees whether it beats: silence is counted by this process's own clock, from
 * look to look, so clocks of different machines are never compared. A pause between two looks counts
 * as two beats at most, as this process may have slept, too.
 *
 * @param now milliseconds that only grow; replaced in tests
 */
export function watchLease(
  folder: string,
  { beatMs, silenceMs }: LeaseTimes = LEASE_TIMES,
  now: () => number = () => performance.now(),
): LeaseWatch {
  let known: string | undefined;
  let silence = 0;
  let lastLook = 0;
  return {
    look: () => {
      const seen = readLease(folder);
      if (seen.kind === 'free') return { kind: 'open', seen };
      const record = recordOf(seen.text);
      const holder = record === undefined ? {} : { holder: record };
      const state = record === undefined ? 'unknown' : processState(record);
      if (state === 'alive') return { kind: 'held', ...holder, sure: true };
      if (state === 'dead') return { kind: 'open', seen, last: record! };
      const version = `${seen.number} ${seen.text}`;
      const before = lastLook;
      lastLook = now();
      if (version !== known) {
        const sure = known !== undefined;
        known = version;
        silence = 0;
        return { kind: 'held', ...holder, sure };
      }
      silence += Math.min(lastLook - before, 2 * beatMs);
      if (silence < silenceMs) return { kind: 'held', ...holder, sure: false };
      return { kind: 'open', seen, ...(record === undefined ? {} : { last: record }) };
    },
  };
}
