import { InputError } from './input-error.ts';

/** What kind of value an option takes; which values of that kind, the metric checks itself. */
type Kind = 'boolean' | 'number' | 'string';

const EXPECTED: Readonly<Record<Kind, string>> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'a string',
};

/**
 * Refuses options that plain JavaScript lets pass: misspelt ones, which would leave the default in
 * place, and values of another kind.
 * @param kinds every option there is
 * @throws InputError that names the option, what was given and what is expected
 */
export function checkOptions<O extends object>(
  metric: string,
  options: O,
  kinds: { readonly [Key in keyof Required<O>]: Kind },
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InputError(
      `The options of ${metric} are ${describeValue(options)}; expected an object such as ` +
        `{ ${Object.keys(kinds)[0]}: ... }.`,
    );
  }
  const names = Object.keys(kinds);
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) {
      throw new InputError(
        `${metric} has no option '${name}'; its options are ${names.join(', ')}.`,
      );
    }
    const kind = kinds[name as keyof O];
    if (value !== undefined && typeof value !== kind) {
      throw new InputError(`${name} is ${describeValue(value)}; expected ${EXPECTED[kind]}.`);
    }
  }
}

/** A value as a message names it, without its contents where these may be long. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return value.length <= 20 ? `'${value}'` : 'a string';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}
