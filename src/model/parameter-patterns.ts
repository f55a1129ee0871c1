import { nameFits } from 'sublinear-optim';

/**
 * The names that fit one of `patterns`, in the order of `names`. In a pattern * stands for a part of
 * a name between slashes, and ** for any number of parts.
 */
export function namesFitting(patterns: readonly string[], names: readonly string[]): string[] {
  return names.filter((name) => nameFits(patterns, name));
}

/** The names with layers' numbers as *, each once: what patterns can be made of. */
export function namePatterns(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.replaceAll(/\/\d+\//g, '/*/')))];
}
