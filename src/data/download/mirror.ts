import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../platform/errors.ts';

/** A place to take a file from. */
export type Origin =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string };

/** The path of a URL below its host, and its last part. */
function urlPaths(url: string): string[] {
  const path = decodeURIComponent(new URL(url).pathname).slice(1);
  return [path, basename(path)];
}

/**
 * Where a file may be had, the best place first: without a mirror its own URL; with one, the same
 * path below the mirror, then the bare file name there.
 *
 * @param name what the file is called here
 * @param mirror a folder, or an http or https URL
 * @throws UserError where the mirror is neither, or is a folder that does not have the file
 */
export function originsOf(name: string, url: string, mirror?: string): Origin[] {
  if (mirror === undefined) return [{ kind: 'url', url }];
  const paths = [...new Set([...urlPaths(url), name])];
  if (/^https?:\/\//.test(mirror)) {
    const base = mirror.replace(/\/*$/, '');
    return paths.map((path) => ({ kind: 'url', url: `${base}/${encodeURI(path)}` }));
  }
  if (!existsSync(mirror) || !statSync(mirror).isDirectory()) {
    throw new UserError(
      `--mirror ${mirror}: expected a folder that is there, or a URL that starts with http:// or https://`,
    );
  }
  const candidates = paths.map((path) => join(mirror, path));
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new UserError(`${name}: the mirror has none of ${candidates.join(', ')}`);
  }
  return [{ kind: 'file', path }];
}
