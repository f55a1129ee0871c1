/*
 * A lease is the newest of the numbered files in the folder `.lease`. Whoever takes it makes the file
 * of the next number, which only one process can; whoever lets it go renames its file to
 * `<number>.free`. A number is never used again while the folder is there.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export const LEASE_FOLDER = '.lease';
const NUMBERED = /^(\d{9})(\.free)?$/;
const FREE = '.free';

/** The state of a folder's lease. */
export type LeaseState =
  /** Number 0: it was never taken. */
  | { readonly kind: 'free'; readonly number: number }
  /** `text` is what its holder wrote, and another one after each of its beats. */
  | { readonly kind: 'held'; readonly number: number; readonly text: string };

export const leaseFolder = (folder: string): string => join(folder, LEASE_FOLDER);

export function leasePath(folder: string, number: number): string {
  return join(leaseFolder(folder), String(number).padStart(9, '0'));
}

export const freedPath = (folder: string, number: number): string =>
  `${leasePath(folder, number)}${FREE}`;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Whether a file is not there, or on NFS no more. */
const isGone = (error: unknown): boolean => ['ENOENT', 'ESTALE'].includes(codeOf(error) ?? '');

function names(folder: string): string[] {
  try {
    return readdirSync(leaseFolder(folder));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

type Numbered = { readonly number: number; readonly free: boolean };

function numbered(folder: string): Numbered[] {
  return names(folder)
    .flatMap((name) => {
      const [, digits, free] = NUMBERED.exec(name) ?? [];
      return digits === undefined ? [] : [{ number: Number(digits), free: free !== undefined }];
    })
    .sort((a, b) => b.number - a.number);
}

export function readLease(folder: string): LeaseState {
  for (;;) {
    const [newest] = numbered(folder);
    if (newest === undefined) return { kind: 'free', number: 0 };
    if (newest.free) return { kind: 'free', number: newest.number };
    try {
      const text = readFileSync(leasePath(folder, newest.number), 'utf8');
      return { kind: 'held', number: newest.number, text };
    } catch (error) {
      // It was let go or taken over meanwhile.
      if (!isGone(error)) throw error;
    }
  }
}

/** File systems that have no hard links say so in one of these ways. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Makes `path` of the file `whole`, or, without links, of its text; false where `path` is there. */
function publish(whole: string, path: string, text: string): boolean {
  try {
    linkSync(whole, path);
    return true;
  } catch (error) {
    const code = codeOf(error) ?? '';
    // An answer of NFS may get lost; asked again, the server finds what it has made itself.
    if (code === 'EEXIST') return statSync(whole).nlink === 2;
    if (!NO_LINKS.includes(code)) throw error;
  }
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function createNext(folder: string, number: number, text: string, token: string): boolean {
  mkdirSync(leaseFolder(folder), { recursive: true });
  const whole = join(leaseFolder(folder), `${token}.new`);
  try {
    const file = openSync(whole, 'wx');
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return publish(whole, leasePath(folder, number), text);
  } catch (error) {
    // Somebody who took it has tidied up, or the folder itself was removed.
    if (isGone(error)) return false;
    throw error;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Whether the lease after `seen`, just made, is the newest, and `seen` as it was or let go. */
function followsOn(folder: string, seen: LeaseState): boolean {
  const files = numbered(folder);
  const [made, ...others] = files.filter(({ number }) => number > seen.number);
  if (made === undefined || made.free || others.length > 0) return false;
  if (seen.number === 0) return true;
  const before = files.filter(({ number }) => number === seen.number);
  if (before.some(({ free }) => free)) return true;
  if (seen.kind === 'free' || before.length === 0) return false;
  try {
    return readFileSync(leasePath(folder, seen.number), 'utf8') === seen.text;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * Takes the lease of `folder` after `seen`. Of several processes that saw the same, one succeeds;
 * none does where the holder has beaten since.
 *
 * @param token makes `text` another one than that of any other lease
 * @returns whether it is this process's
 */
export function takeNext(folder: string, seen: LeaseState, text: string, token: string): boolean {
  const number = seen.number + 1;
  if (!createNext(folder, number, text, token)) return false;
  if (!followsOn(folder, seen)) {
    rmSync(leasePath(folder, number), { force: true });
    return false;
  }
  for (const name of names(folder)) {
    const path = join(leaseFolder(folder), name);
    if (path !== leasePath(folder, number)) rmSync(path, { force: true });
  }
  return true;
}

/** Removes all traces of the lease of `folder` while nobody has it; its numbers begin again then. */
export function removeFreed(folder: string): void {
  try {
    for (const { number, free } of numbered(folder)) {
      if (free) rmSync(freedPath(folder, number));
    }
    rmdirSync(leaseFolder(folder));
  } catch {
    // Somebody has taken it meanwhile.
  }
}
