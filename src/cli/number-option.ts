import { UserError } from '../platform/errors.ts';

/** A number as people write them that is not one yet: `4k`, `1,000`, `1_000`. */
function plainDigits(text: string): string | undefined {
  const groups = /^\d{1,3}([,_ ]\d{3})+$/.test(text) ? text.replaceAll(/[,_ ]/g, '') : undefined;
  const [, count, unit] = /^(\d+(?:\.\d+)?)([kM])$/.exec(text) ?? [];
  if (count === undefined) return groups;
  const value = Number(count) * (unit === 'k' ? 1e3 : 1e6);
  return Number.isInteger(value) ? String(value) : undefined;
}

type Expected = { readonly name: string; readonly accepts: (value: number) => boolean };

const wholeFrom = (least: number): Expected => ({
  name: `a whole number from ${least}`,
  accepts: (value) => Number.isSafeInteger(value) && value >= least,
});

const numberFrom = (least: number): Expected => ({
  name: `a number from ${least}`,
  accepts: (value) => Number.isFinite(value) && value >= least,
});

function parse(flag: string, given: unknown, { name, accepts }: Expected): number {
  if (Array.isArray(given)) throw new UserError(`${flag} was given twice; give it once`);
  // A default is a number already; `--no-threads` makes false of it.
  const text = typeof given === 'string' ? given.trim() : String(given);
  if (text !== '' && accepts(Number(text))) return Number(text);
  const typed = given === '' ? '""' : String(given);
  const digits = plainDigits(text);
  const advice = digits !== undefined && accepts(Number(digits)) ? `; write ${digits}` : '';
  throw new UserError(`${flag} ${typed}: expected ${name}${advice}`);
}

/**
 * What makes a number of what was typed. An option with it has no `type`: yargs would make NaN of a
 * word, and nobody could be told what it was.
 */
export type NumberParser = ((given: unknown) => number) & {
  /** What it takes, such as `a whole number from 1`. */
  readonly expects: string;
};

const parser = (flag: string, expected: Expected): NumberParser =>
  Object.assign((given: unknown) => parse(flag, given, expected), { expects: expected.name });

/** The `coerce` of the option `flag` that takes whole numbers. */
export const wholeNumber = (flag: string, least = 1): NumberParser =>
  parser(flag, wholeFrom(least));

/** The `coerce` of the option `flag` that takes numbers, such as 0.6. */
export const anyNumber = (flag: string, least: number): NumberParser =>
  parser(flag, numberFrom(least));
