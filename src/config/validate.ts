import { z } from 'zod';
import { UserError } from '../platform/errors.ts';
import { didYouMean } from './closest.ts';
import { isMapping, type Layer, originOf, valueAt } from './layers.ts';

/** Whether nothing is said against `value` as a whole, whatever is wrong inside it. */
function isOfKind(schema: z.ZodType, value: unknown): boolean {
  const { error } = schema.safeParse(value);
  return error === undefined || !error.issues.some(isAboutKind);
}

/** The issue of a value that another member of a union is for: a list, or a mapping of another kind. */
function isAboutKind({ code, path }: z.core.$ZodIssue): boolean {
  if (path.length === 0) return code === 'invalid_type';
  return path.length === 1 && path[0] === 'kind' && code === 'invalid_value';
}

/** The schema of what lies at `path`; for a union, of the member that the value chose. */
function schemaAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const chosen = schema.options.find((option) => {
      const key = schema.def.discriminator;
      const member = (option as z.ZodObject).shape[key] as z.ZodLiteral | undefined;
      return isMapping(value) && member?.safeParse(value[key]).success === true;
    });
    return chosen === undefined ? undefined : schemaAt(chosen, path, value);
  }
  if (schema instanceof z.ZodUnion) {
    const chosen = schema.options.find((option) => isOfKind(option as z.ZodType, value));
    return chosen === undefined ? undefined : schemaAt(chosen, path, value);
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return schemaAt(schema.unwrap(), path, value);
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const child = valueAt(value, [key]);
  if (schema instanceof z.ZodArray) return schemaAt(schema.element, rest, child);
  if (schema instanceof z.ZodRecord) return schemaAt(schema.valueType, rest, child);
  if (schema instanceof z.ZodObject) {
    const member = (schema.shape as Record<string, z.ZodType>)[String(key)];
    return member === undefined ? undefined : schemaAt(member, rest, child);
  }
  return undefined;
}

/** The keys that the object at `path` may have. */
function validKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  const found = schemaAt(schema, path, value);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** One line an issue: where the value came from, its key, what is wrong with it. */
function describe(issue: z.core.$ZodIssue, schema: z.ZodType, layer: Layer): string[] {
  const where = (path: readonly PropertyKey[]) => {
    const origin = originOf(layer, path);
    const key = path.map(String).join('.');
    return [origin, key].filter((part) => part !== undefined && part !== '').join(': ');
  };
  if (issue.code === 'unrecognized_keys') {
    const keys = validKeys(schema, issue.path, layer.value);
    const valid = keys.length > 0 ? `; valid here: ${keys.join(', ')}` : '';
    return issue.keys.map((key) => {
      const meant = didYouMean(key, keys);
      return `${where([...issue.path, key])}: unknown key "${key}"${meant}${valid}`;
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const container = valueAt(layer.value, issue.path);
    const fitting = issue.errors.filter((member) => !member.some(isAboutKind));
    if (typeof container === 'object' && fitting.length === 1) {
      // Only one member is for a list, or for a mapping, as this is: it was meant.
      return fitting[0]!.flatMap((nested) =>
        describe({ ...nested, path: [...issue.path, ...nested.path] }, schema, layer),
      );
    }
    // Each member of the union has its own complaint; together they say what is valid.
    const alternatives = issue.errors.map((member) =>
      member.map(({ path, message }) => [...path, expectation(message)].join(': ')).join(', '),
    );
    return [`${where(issue.path)}: given ${given(layer, issue)}; ${alternatives.join('; or ')}`];
  }
  if (issue.code === 'invalid_key') {
    const reasons = issue.issues.map((nested) => expectation(nested.message)).join(', ');
    return [`${where(issue.path)}: not a valid name; ${reasons}`];
  }
  const value = valueAt(layer.value, issue.path);
  const message = value === undefined ? 'missing' : `given ${given(layer, issue)}`;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return [`${where(issue.path)}: ${message}; expected a finite number`];
  }
  const meant = typeof value === 'string' ? didYouMean(value, choices(issue)) : '';
  return [`${where(issue.path)}: ${message}; ${expectation(issue.message)}${meant}`];
}

/** zod's message without what the line says already. */
function expectation(message: string): string {
  return message
    .replace(/^Invalid discriminator value\. Expected/, 'expected one of')
    .replace(/^Invalid [a-z]+: /, '')
    .replace(/, received \w+$/, '');
}

/** The words that would have been valid, where only some are. */
function choices(issue: z.core.$ZodIssue): string[] {
  const values =
    issue.code === 'invalid_value'
      ? issue.values
      : issue.code === 'invalid_union' && 'options' in issue
        ? (issue.options as unknown[])
        : [];
  return values.filter((value) => typeof value === 'string');
}

/** A value as YAML shows it: JSON knows no infinity, and makes null of it. */
function given(layer: Layer, issue: z.core.$ZodIssue): string {
  const value = valueAt(layer.value, issue.path);
  const isNumber = (part: unknown) => typeof part === 'number' && !Number.isFinite(part);
  if (isNumber(value)) return String(value);
  return JSON.stringify(value, (_key, part: unknown) => (isNumber(part) ? String(part) : part));
}

/**
 * The value of `layer` as `schema` describes it.
 *
 * @param subject what is being read, for the first line of a message
 * @param remedy what to do where it is not valid, if that is not to correct it
 * @throws UserError that lists every issue with its file or flag, key path, what was given and
 *   what is valid
 */
export function validate<T>(
  schema: z.ZodType<T>,
  layer: Layer,
  subject: string,
  remedy?: string,
): T {
  const result = schema.safeParse(layer.value);
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => describe(issue, schema, layer));
  const wrong = lines.map((line) => `\n  ${line}`).join('');
  const advice = remedy === undefined ? '' : `\n${remedy}`;
  throw new UserError(`${subject} is not valid:${wrong}${advice}`);
}
