import { stat } from 'node:fs/promises';
import type { RemoteFile } from '../../config/dataset-config.ts';
import { fileChecksum } from '../../platform/file-checksum.ts';

/** The size of a file, or undefined where there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What about the file at `path` is not as `expected`, in words; undefined where all of it is. */
export async function mismatch(path: string, expected: RemoteFile): Promise<string | undefined> {
  const size = await fileSize(path);
  if (expected.bytes !== undefined && size !== expected.bytes) {
    return `it has ${size} bytes, expected ${expected.bytes}`;
  }
  for (const algorithm of ['sha256', 'md5'] as const) {
    const wanted = expected[algorithm];
    if (wanted === undefined) continue;
    const actual = await fileChecksum(path, algorithm);
    if (actual !== wanted) return `its ${algorithm} is ${actual}, expected ${wanted}`;
  }
  return undefined;
}
