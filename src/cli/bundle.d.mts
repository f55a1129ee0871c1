/** The bundle of a checkout's command line as its sources are, whether it is there or not. */
export function bundleFile(checkout?: string): string;

/** Writes that bundle unless it is there, and returns its file. */
export function writeBundle(checkout?: string): Promise<string>;
