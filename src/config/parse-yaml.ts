import { parse } from 'yaml';
import { UserError } from '../platform/errors.ts';

/** Whether `value` holds itself, as an alias inside what it stands for makes it. */
function holdsItself(value: unknown, around: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.has(value)) return true;
  const inside = new Set([...around, value]);
  return Object.values(value).some((part) => holdsItself(part, inside));
}

/**
 * The value of YAML text.
 *
 * @param origin where it is from, for the message
 * @throws UserError where it is not valid, or a value holds itself
 */
export function parseYaml(text: string, origin: string): unknown {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new UserError(`${origin}: not valid YAML: ${(error as Error).message}`);
  }
  if (holdsItself(value)) {
    throw new UserError(
      `${origin}: not valid YAML: an alias (*name) stands inside what it names (&name), ` +
        'so the value would never end',
    );
  }
  return value;
}
