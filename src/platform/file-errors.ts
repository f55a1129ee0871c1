import { UserError } from './errors.ts';

/** Why a file system refuses, and what a person can do about it, by the code of its error. */
const REASONS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['no room is left on the disk', 'make room'],
  EDQUOT: ['the disk quota is used up', 'make room'],
  EFBIG: ['the disk allows no file of this size', 'choose a folder on another disk'],
  EROFS: ['the disk is read-only', 'make it writable, or choose a folder on another disk'],
  EACCES: ['this user has no right to', 'give the right, or choose another folder'],
  EPERM: ['this user has no right to', 'give the right, or choose another folder'],
  ENOTDIR: ['there is a file where a folder must be', 'move it, or choose another folder'],
  EEXIST: ['there is a file where a folder must be', 'move it, or choose another folder'],
  EISDIR: ['there is a folder where a file must be', 'move it, or choose another folder'],
  EIO: ['the disk fails', 'save what is on it, and choose a folder on another disk'],
  EMFILE: ['this process has too many files open', 'raise the limit (ulimit -n)'],
};

/** What each call of node:fs fails to do to its file, by the name that its errors have in `syscall`. */
const REFUSED = {
  access: 'read',
  copyfile: 'copied',
  fstat: 'read',
  fsync: 'written',
  ftruncate: 'written',
  link: 'written',
  lstat: 'read',
  mkdir: 'written',
  mkdtemp: 'written',
  // The error does not say what it was to be opened for.
  open: 'opened',
  opendir: 'read',
  read: 'read',
  readlink: 'read',
  realpath: 'read',
  rename: 'renamed',
  rm: 'removed',
  rmdir: 'removed',
  scandir: 'read',
  stat: 'read',
  statfs: 'read',
  symlink: 'written',
  truncate: 'written',
  unlink: 'removed',
  utime: 'written',
  write: 'written',
} as const;

type Refused = (typeof REFUSED)[keyof typeof REFUSED];

type FileError = NodeJS.ErrnoException & { code: string; syscall: keyof typeof REFUSED };

function isFileError(error: unknown): error is FileError {
  return (
    error instanceof Error &&
    'code' in error &&
    'syscall' in error &&
    Object.hasOwn(REFUSED, error.syscall as string)
  );
}

/**
 * What a person is told when a file cannot be read, written or removed. Errors that do not come from
 * the file system stay as they are.
 *
 * @param error what a function of node:fs threw
 */
export function fileError(error: unknown, path: string, refused: Refused): unknown {
  if (!isFileError(error)) return error;
  const { code, message } = error;
  const [reason, remedy] = REASONS[code] ?? [message, 'put that right'];
  return new UserError(
    `${path}: cannot be ${refused}: ${reason} (${code}); ${remedy}, and start the same command ` +
      'again: it goes on from what is saved',
    { cause: error },
  );
}

/** `error` as a mistake of a user, which a full disk is too; undefined for every other error. */
export function asUserError(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  if (!isFileError(error) || REASONS[error.code] === undefined) return undefined;
  const { syscall, path = 'a file' } = error;
  return fileError(error, path, REFUSED[syscall]) as UserError;
}
