/** A lease as its holder keeps it up. */
export type HeldLease = {
  /** Its file. */
  readonly path: string;
  /** What the file begins with, which no other lease's does; the count of beats follows. */
  readonly head: string;
  /** The file of whoever takes it over. */
  readonly next: string;
  /** How many beats there were; shared between the threads that beat. */
  readonly beats: Int32Array<SharedArrayBuffer>;
};

/** The text of a lease file at its `count`th beat. */
export declare function leaseText(head: string, count: number): string;

/** Whether nobody has taken the lease over; throws where the file system cannot tell. */
export declare function isHeld(lease: HeldLease): boolean;

/**
 * Counts the lease up for others to see, and then looks whether it is held still: who takes over
 * looks the other way round, so at least one of the two sees the other.
 */
export declare function beat(lease: HeldLease): boolean;
