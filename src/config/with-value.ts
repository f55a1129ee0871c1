import { UserError } from '../platform/errors.ts';
import { isMapping } from './layers.ts';

/** `value` below the keys of `path`, as YAML writes it on one line. */
const inFlow = (path: readonly string[], value: unknown): string =>
  path.reduceRight((inner, key) => `{${key}: ${inner}}`, JSON.stringify(value));

/**
 * `container` with `value` at `path`, which may pass through lists by index.
 *
 * @param above the keys that lead to `container`, for the message
 */
export function withValue(
  container: unknown,
  path: readonly string[],
  value: unknown,
  above: readonly string[] = [],
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(container)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= container.length) {
      throw new UserError(
        `"${key}" is not an index of the list there, which has the items 0 to ` +
          `${container.length - 1}; to replace the list: --set '${above.join('.')}=` +
          `${inFlow(path, value)}'`,
      );
    }
    return container.with(index, withValue(container[index], rest, value, [...above, key]));
  }
  const mapping = isMapping(container) ? container : {};
  return { ...mapping, [key]: withValue(mapping[key], rest, value, [...above, key]) };
}
