import os from 'node:os';
import path from 'node:path';

/**
 * The folder outside every checkout for what is expensive to fetch or build:
 * `$SUBLINEAR_CACHE`, else `$XDG_CACHE_HOME/sublinear`, else `~/.cache/sublinear`.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.SUBLINEAR_CACHE) return path.resolve(env.SUBLINEAR_CACHE);
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'sublinear');
}
