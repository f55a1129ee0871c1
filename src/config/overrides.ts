import { UserError } from '../platform/errors.ts';
import type { Layer } from './layers.ts';
import { parseYaml } from './parse-yaml.ts';
import { withValue } from './with-value.ts';

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
