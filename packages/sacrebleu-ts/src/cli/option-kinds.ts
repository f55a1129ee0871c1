import { type Arity, type Option, wrong } from './argparse.ts';

/*
 * The kinds of options that the command has. Each takes the option's flags, its long one first, and
 * what the help says about it.
 */

/** Heading and text in the help. */
export type Described = readonly [group: string, help: string];

function option<T>(
  flags: readonly string[],
  arity: Arity,
  initial: T,
  [group, help]: Described,
  read: Option<T>['read'],
): Option<T> {
  return { flags, arity, initial, group, help, read };
}

/** On where it is given. */
export const flag = (flags: readonly string[], described: Described): Option<boolean> =>
  option(flags, 'none', false, described, () => true);

export const text = <T extends string | undefined>(
  flags: readonly string[],
  initial: T,
  described: Described,
): Option<string | T> => option<string | T>(flags, 'one', initial, described, ([value]) => value!);

/** Texts, as many as there are; `undefined` where the option is not given. */
export const texts = (
  flags: readonly string[],
  described: Described,
): Option<readonly string[] | undefined> =>
  option<readonly string[] | undefined>(flags, 'any', undefined, described, (values) => values);

export function integer(
  flags: readonly string[],
  initial: number,
  described: Described,
  [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Option<number> {
  return option(flags, 'one', initial, described, ([given]) => {
    // Python takes underscores between digits, and space around them.
    const isInteger = /^\s*[+-]?\d+(_\d+)*\s*$/.test(given!);
    if (!isInteger) throw wrong(flags, `invalid int value: '${given}'`);
    const value = Number(given!.replaceAll('_', ''));
    if (value >= least && value <= most) return value;
    const range = most < Number.POSITIVE_INFINITY ? `from ${least} to ${most}` : `from ${least} up`;
    throw wrong(flags, `given ${given}; expected a whole number ${range}`);
  });
}

export const float = (flags: readonly string[], described: Described): Option<number | undefined> =>
  option<number | undefined>(flags, 'one', undefined, described, ([given]) => {
    const value = given!.trim() === '' ? Number.NaN : Number(given);
    if (Number.isNaN(value)) throw wrong(flags, `invalid float value: '${given}'`);
    return value;
  });

function readChoice<T extends string>(
  flags: readonly string[],
  choices: readonly T[],
  value: string,
): T {
  if ((choices as readonly string[]).includes(value)) return value as T;
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  throw wrong(flags, `invalid choice: '${value}' (choose from ${list})`);
}

export const choice = <T extends string, I extends T | undefined>(
  flags: readonly string[],
  choices: readonly T[],
  initial: I,
  [group, help]: Described,
): Option<T | I> =>
  option<T | I>(
    flags,
    'one',
    initial,
    [group, `${choices.join(', ')}${help && `; ${help}`}`],
    ([value]) => readChoice(flags, choices, value!),
  );

/** Choices without repetition, one at least. */
export const choiceList = <T extends string>(
  flags: readonly string[],
  choices: readonly T[],
  initial: readonly T[],
  [group, help]: Described,
): Option<readonly T[]> =>
  option(flags, 'some', initial, [group, `${choices.join(', ')}${help}`], (values) => [
    ...new Set(values.map((value) => readChoice(flags, choices, value))),
  ]);

/** An option of sacreBLEU that this command has not got; known, so that abbreviations are the same. */
export const refused = (flags: readonly string[], reason: string): Option<undefined> =>
  option(flags, 'any', undefined, ['', ''], () => {
    throw wrong(flags, reason);
  });
