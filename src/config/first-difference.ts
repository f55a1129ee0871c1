import { isDeepStrictEqual } from 'node:util';

/** The path of the first value in which `a`, that was, and `b`, that is, differ as JSON. */
export function firstDifference(a: unknown, b: unknown, path: readonly string[] = []): string {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [left, right] = [a, b].map((value) => (value as Record<string, unknown>)[key]);
      if (!isDeepStrictEqual(left, right)) return firstDifference(left, right, [...path, key]);
    }
  }
  return `${path.join('.')} was ${JSON.stringify(a)} and is ${JSON.stringify(b)}`;
}
