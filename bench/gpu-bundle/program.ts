import { join } from 'node:path';
import { checkoutFolder } from '../../src/platform/checkout.ts';

/** The bundle's program, which is one file. */
export const PROGRAM = 'main.mjs';

/** What a process of the program does: all of it, one side's training, or looking for a driver. */
export type Role = 'check' | 'contestant' | 'probe';

/** The command that lets the bundle's program play another role. */
export const programCommand = (role: Role, ...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(checkoutFolder, PROGRAM),
  role,
  ...args,
];
