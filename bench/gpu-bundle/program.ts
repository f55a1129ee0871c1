/** The one file that the bundle's program is. */
export const PROGRAM = 'main.mjs';

/** What a process of the program does: all of it, one side's training, or looking for a driver. */
export type Role = 'check' | 'contestant' | 'probe';
