/** A YAML mapping before it is validated. */
export type Mapping = { readonly [key: string]: unknown };

/** A mapping, and which file or flag each of its values came from, by dotted key path. */
export type Layer = { readonly value: Mapping; readonly origins: ReadonlyMap<string, string> };

export const EMPTY_LAYER: Layer = { value: {}, origins: new Map() };

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What lies at `path` of `value`, through mappings and lists; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((container, key) => {
    if (Array.isArray(container)) return container[Number(key)];
    return isMapping(container) ? container[String(key)] : undefined;
  }, value);
}

function recordOrigins(value: unknown, path: string, origin: string, into: Map<string, string>) {
  into.set(path, origin);
  const entries = Array.isArray(value)
    ? [...value.entries()]
    : isMapping(value)
      ? Object.entries(value)
      : [];
  for (const [key, child] of entries) recordOrigins(child, `${path}.${key}`, origin, into);
}

/** A layer whose every value comes from `origin`. */
export function layerFrom(value: Mapping, origin: string): Layer {
  const origins = new Map<string, string>();
  for (const [key, child] of Object.entries(value)) recordOrigins(child, key, origin, origins);
  return { value, origins };
}

/** Whether `over` chooses a `kind` of its own, to which the other keys of `under` do not belong. */
function isOfAnotherKind(under: Mapping, over: Mapping): boolean {
  return over.kind !== undefined && over.kind !== under.kind;
}

function mergeMappings(under: Mapping, over: Mapping): Mapping {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    const merges = isMapping(below) && isMapping(value) && !isOfAnotherKind(below, value);
    merged[key] = merges ? mergeMappings(below, value) : value;
  }
  return merged;
}

/**
 * `over` on top of `under`: mappings merge key by key, anything else is replaced, and so is a mapping
 * by one of another `kind`.
 */
export function mergeLayers(under: Layer, over: Layer): Layer {
  return {
    value: mergeMappings(under.value, over.value),
    origins: new Map([...under.origins, ...over.origins]),
  };
}

/** Where the value at `path` was given, or the nearest value around it. */
export function originOf(layer: Layer, path: readonly PropertyKey[]): string | undefined {
  for (let depth = path.length; depth > 0; depth--) {
    const origin = layer.origins.get(path.slice(0, depth).map(String).join('.'));
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** `layer` without what it has under the top-level key `key`. */
export function withoutKey(layer: Layer, key: string): Layer {
  const { [key]: _left, ...value } = layer.value;
  return { value, origins: layer.origins };
}
