import { readSync } from 'node:fs';

/**
 * Reads from byte `position` of an open file on until `bytes` is full or the file ends. One call of
 * `readSync` may read less.
 *
 * @returns how many bytes were read
 */
export function readAt(file: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(file, bytes, done, bytes.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
