import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { hereOrInCheckout } from '../platform/checkout.ts';
import { type Layer, originOf, valueAt } from './layers.ts';
import { withValue } from './with-value.ts';

/** The keys that hold paths of files that are read. */
const PATHS = [
  ['data', 'vocabulary'],
  ['data', 'corpus', 'folder'],
  ['dataset', 'input', 'folder'],
] as const;

/** What lies at `given` beside the YAML that says so, where it lies nowhere else. */
function besideYaml(given: string, origin: string): string | undefined {
  if (isAbsolute(given) || existsSync(hereOrInCheckout(given))) return undefined;
  const path = resolve(dirname(origin), given);
  return existsSync(path) ? path : undefined;
}

/**
 * `layer` with the paths of data that are found beside the YAML they stand in. Those that are found
 * from the working folder or the checkout stay as they are: results name them so.
 */
export function locatedPaths(layer: Layer): Layer {
  return PATHS.reduce((located, path) => {
    const given = valueAt(located.value, path);
    const origin = originOf(located, path);
    if (typeof given !== 'string' || origin === undefined) return located;
    const found = besideYaml(given, origin);
    if (found === undefined) return located;
    const value = withValue(located.value, path, found) as Layer['value'];
    return { value, origins: located.origins };
  }, layer);
}
