import { UserError } from '../platform/errors.ts';
import { isMapping, type Layer } from './layers.ts';
import { parseYaml } from './yaml-file.ts';

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

/**
 * Applies one `--set key.path=value`. The value is read as YAML, so `0.5`, `true`, `[8, 16]` and
 * `{beta2: 0.9}` are what they look like.
 */
export function applyOverride(layer: Layer, assignment: string): Layer {
  return applyOption('--set', 'training.steps=1000', layer, assignment);
}

/** The same for another option than `--set`, of which there is an example. */
export function applyOption(
  option: string,
  example: string,
  layer: Layer,
  assignment: string,
): Layer {
  const flag = `${option} ${assignment}`;
  const equals = assignment.indexOf('=');
  if (equals <= 0) throw new UserError(`${flag}: expected key.path=value, for example ${example}`);
  const path = assignment.slice(0, equals);
  const value = parseYaml(assignment.slice(equals + 1), flag);
  try {
    const merged = withValue(layer.value, path.split('.'), value) as Layer['value'];
    // What lay below the path is gone.
    const origins = [...layer.origins].filter(([key]) => !key.startsWith(`${path}.`));
    return { value: merged, origins: new Map([...origins, [path, flag]]) };
  } catch (error) {
    throw new UserError(`${flag}: ${(error as Error).message}`);
  }
}
