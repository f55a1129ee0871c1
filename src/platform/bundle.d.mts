import type { Plugin } from 'esbuild';

/**
 * The file of a program in the bundle of a checkout's sources as they are, whether it is there or not:
 * of the command line, of the process that does one run, or of set-up.
 */
export function bundleFile(entry?: 'main' | 'worker' | 'setup', checkout?: string): string;

/** Writes that bundle unless it is there, and returns the file of the command line. */
export function writeBundle(checkout?: string): Promise<string>;

/**
 * Has each source of a bundle look for what lies beside it where `placeOf` says, by expressions in place
 * of its `import.meta`; where that gives none, the source stays as it is.
 */
export function placedSources(
  placeOf: (path: string) => { readonly url: string; readonly dirname: string } | undefined,
): Plugin;
