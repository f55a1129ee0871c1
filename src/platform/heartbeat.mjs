// Plain JavaScript: a thread does not inherit the loader that reads TypeScript.
import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

/** Digits of the counter, so that every beat has the same length and needs no room on the disk. */
const DIGITS = 12;

/** @returns {string} the text of a lease file at its `count`th beat */
export function leaseText(head, count) {
  return `${head}${String(count).padStart(DIGITS, '0')}"}\n`;
}

/** The file is opened by its name each time: on NFS that asks the server whether it is there still. */
function withLeaseFile({ path, head, next }, flags, use) {
  let file;
  try {
    file = openSync(path, flags);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESTALE') return false;
    throw error;
  }
  try {
    const found = Buffer.alloc(Buffer.byteLength(head));
    readSync(file, found, 0, found.length, 0);
    if (found.toString() !== head) return false;
    use(file);
  } catch (error) {
    if (error.code === 'ESTALE') return false;
    throw error;
  } finally {
    closeSync(file);
  }
  return !existsSync(next);
}

export function isHeld(lease) {
  return withLeaseFile(lease, 'r', () => {});
}

export function beat(lease) {
  return withLeaseFile(lease, 'r+', (file) => {
    const count = Atomics.add(lease.beats, 0, 1) + 1;
    writeSync(file, leaseText(lease.head, count), 0);
    fsyncSync(file);
  });
}
