/**
 * The file of a program in the bundle of a checkout's sources as they are, whether it is there or not:
 * of the command line, or of the process that does one run.
 */
export function bundleFile(entry?: 'main' | 'worker', checkout?: string): string;

/** Writes that bundle unless it is there, and returns the file of the command line. */
export function writeBundle(checkout?: string): Promise<string>;
