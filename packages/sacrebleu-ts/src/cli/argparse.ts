import { InputError } from '../input-error.ts';

/*
 * Command lines as Python's argparse reads them, so that what is typed for sacreBLEU works here: an
 * option may be abbreviated as long as only one fits, `-w2` and `--width=2` are `-w 2`, `-bq` is
 * `-b -q`, options of several values take all up to the next option, and `--` ends them.
 */

/** How many values an option takes: none, one, any number, or one at least. */
export type Arity = 'none' | 'one' | 'any' | 'some';

/** An option of the command, and how its values are read. */
export interface Option<T> {
  /** As typed, the long form first: `--metrics`, `-m`. */
  readonly flags: readonly string[];
  readonly arity: Arity;
  /** The value where the option is not given. */
  readonly initial: T;
  /** @throws InputError on values that are not what the option takes */
  readonly read: (values: readonly string[]) => T;
  /** Heading in the help text, and the text below it. */
  readonly group: string;
  readonly help: string;
  /** Not in sacreBLEU, so that no abbreviation means it. */
  readonly ours?: boolean;
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>;

export interface Parsed<O extends OptionTable> {
  readonly options: { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };
  readonly positionals: readonly string[];
}

/** An option's name in messages, as argparse writes it: `--metrics/-m`. */
const optionName = (flags: readonly string[]): string => flags.join('/');

/**
 * Reads `words` by the options of `table`.
 * @throws InputError on an option that is unknown, ambiguous, or has too few or wrong values
 */
export function parseWords<O extends OptionTable>(table: O, words: readonly string[]): Parsed<O> {
  const byFlag = new Map<string, string>();
  for (const [key, { flags }] of Object.entries(table)) {
    for (const flag of flags) byFlag.set(flag, key);
  }
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(table).map(([key, { initial }]) => [key, initial]),
  );
  const end = words.indexOf('--');
  const optionsEnd = end < 0 ? words.length : end;
  const isOption = (index: number) =>
    index < optionsEnd && findOption(words[index]!, byFlag, table) !== undefined;

  let positionals: string[] = [];
  const extras: string[] = [];
  /** argparse gives the first run of words that belong to no option to the positionals. */
  const takeRun = (run: string[]) => {
    if (positionals.length === 0) positionals = run;
    else extras.push(...run);
  };

  let index = 0;
  while (index < words.length) {
    if (!isOption(index)) {
      const start = index;
      while (index < words.length && !isOption(index)) index++;
      takeRun(words.slice(start, index).filter((_, i) => start + i !== end));
      continue;
    }
    let { key, attached } = findOption(words[index]!, byFlag, table)!;
    index++;
    // Of joined letters such as -bq, each but the last takes no value.
    while (table[key]!.arity === 'none' && attached !== undefined) {
      values[key] = table[key]!.read([]);
      const next: string | undefined = words[index - 1]!.startsWith('--')
        ? undefined
        : byFlag.get(`-${attached[0]}`);
      if (next === undefined) {
        throw wrong(table[key]!.flags, `ignored explicit argument '${attached}'`);
      }
      key = next;
      attached = attached.length > 1 ? attached.slice(1) : undefined;
    }
    const option = table[key]!;
    const taken: string[] = [];
    if (attached !== undefined) {
      taken.push(attached);
    } else if (option.arity !== 'none') {
      const most = option.arity === 'one' ? 1 : Number.POSITIVE_INFINITY;
      while (index < optionsEnd && taken.length < most && !isOption(index)) {
        taken.push(words[index]!);
        index++;
      }
    }
    if (taken.length === 0 && (option.arity === 'one' || option.arity === 'some')) {
      throw wrong(
        option.flags,
        option.arity === 'one' ? 'expected one argument' : 'expected at least one argument',
      );
    }
    values[key] = option.read(taken);
  }
  if (extras.length > 0) throw new InputError(`unrecognized arguments: ${extras.join(' ')}`);
  return { options: values as Parsed<O>['options'], positionals };
}

/** An error about one option, in argparse's words. */
export function wrong(flags: readonly string[], what: string): InputError {
  return new InputError(`argument ${optionName(flags)}: ${what}`);
}

/** An option that a word names, and the value that is attached to it. */
interface Found {
  readonly key: string;
  readonly attached: string | undefined;
}

/**
 * The option that `word` names.
 * @returns `undefined` for a word that is no option
 * @throws InputError where it looks like an option and there is none, or several
 */
function findOption(
  word: string,
  byFlag: ReadonlyMap<string, string>,
  table: OptionTable,
): Found | undefined {
  if (!word.startsWith('-') || word === '-') return undefined;
  const exact = byFlag.get(word);
  if (exact !== undefined) return { key: exact, attached: undefined };
  const equals = word.indexOf('=');
  const flag = equals < 0 ? word : word.slice(0, equals);
  const afterEquals = equals < 0 ? undefined : word.slice(equals + 1);
  const assigned = equals < 0 ? undefined : byFlag.get(flag);
  if (assigned !== undefined) return { key: assigned, attached: afterEquals };

  const candidates: (Found & { readonly flag: string })[] = [];
  for (const [known, key] of byFlag) {
    if (table[key]!.ours) continue;
    if (word.startsWith('--')) {
      if (known.startsWith(flag)) candidates.push({ flag: known, key, attached: afterEquals });
    } else if (known === word.slice(0, 2)) {
      candidates.push({ flag: known, key, attached: word.slice(2) });
    } else if (known.startsWith(word)) {
      candidates.push({ flag: known, key, attached: undefined });
    }
  }
  if (candidates.length > 1) {
    const names = candidates.map((candidate) => candidate.flag).join(', ');
    throw new InputError(`ambiguous option: ${word} could match ${names}`);
  }
  if (candidates.length === 1) return candidates[0];
  // A negative number is a value, and so is what has a space in it.
  if (/^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(' ')) return undefined;
  throw new InputError(`unrecognized arguments: ${word}`);
}
