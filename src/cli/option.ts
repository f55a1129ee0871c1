import { wholeNumber } from './number-option.ts';

/** The headings that `--help` lists options under. */
export const WHAT = 'What to work on:';
export const WHERE = 'Where it computes:';
export const HOW = 'How it computes:';
export const FILES = 'Files and checkpoints:';
export const PRINTED = 'What is printed:';

/** An option that is on where it is given. */
export const flag = (describe: string, group?: string) =>
  ({ type: 'boolean', default: false, describe, group }) as const;

/** An option with a value that is text. */
export const text = (describe: string, group?: string) =>
  ({ type: 'string', requiresArg: true, describe, group }) as const;

/** An option that may be given again, each time with one value. */
export const repeated = (describe: string, group?: string) =>
  ({ type: 'string', array: true, default: [] as string[], nargs: 1, describe, group }) as const;

/** The option `name` with a whole number. */
export const whole = (name: `--${string}`, describe: string, group?: string, least = 1) =>
  ({ requiresArg: true, coerce: wholeNumber(name, least), describe, group }) as const;
