/** Whether a part of a name fits a part of a pattern, in which * matches any letters. */
function partFits(pattern: string, part: string): boolean {
  if (!pattern.includes('*')) return pattern === part;
  const escaped = pattern.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(part);
}

function partsFit(patterns: readonly string[], parts: readonly string[]): boolean {
  const [pattern, ...rest] = patterns;
  if (pattern === undefined) return parts.length === 0;
  if (pattern === '**') {
    return partsFit(rest, parts) || (parts.length > 0 && partsFit(patterns, parts.slice(1)));
  }
  return parts.length > 0 && partFits(pattern, parts[0]!) && partsFit(rest, parts.slice(1));
}

/**
 * Whether `name` fits one of `patterns`. In a pattern * matches one part of a name between slashes,
 * and ** any number of parts.
 */
export function nameFits(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => partsFit(pattern.split('/'), name.split('/')));
}
