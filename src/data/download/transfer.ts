import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher, request } from 'undici';
import { UserError } from '../../platform/errors.ts';
import { fileError } from '../../platform/file-errors.ts';
import { fileSize } from './file-checks.ts';
import type { Origin } from './mirror.ts';

/** Something went wrong that may go right the next time. */
export class TransferError extends Error {
  override name = 'TransferError';
}

/** The server does not have the file. */
export class NotFoundError extends Error {
  override name = 'NotFoundError';
}

/** Told how many bytes of the file there are so far. */
type OnBytes = (bytes: number) => void;

/** Answers that a second try may change; any other from 400 on is final. */
const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Counts bytes on their way, and stops where there are more than there can be. */
function counter(start: number, limit: number | undefined, onBytes: OnBytes): Transform {
  let bytes = start;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (limit !== undefined && bytes > limit) {
        done(new UserError(`the server sends more than the ${limit} bytes expected`));
        return;
      }
      onBytes(bytes);
      done(null, chunk);
    },
  });
}

/** The first byte and the size of the whole that a `Content-Range` header tells. */
function contentRange(header: string | string[] | undefined): { start: number; total?: number } {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(header ?? ''));
  if (match === null) return { start: Number.NaN };
  return match[2] === '*'
    ? { start: Number(match[1]) }
    : { start: Number(match[1]), total: Number(match[2]) };
}

function headerNumber(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : undefined;
}

async function open(url: string, have: number, dispatcher: Dispatcher) {
  // Encoded on the way, the bytes would be others than those of the checksum.
  const headers = {
    'accept-encoding': 'identity',
    ...(have > 0 ? { range: `bytes=${have}-` } : {}),
  };
  try {
    return await request(url, { dispatcher, headers });
  } catch (error) {
    const message = (error as Error).message;
    if (/redirect/i.test(message)) {
      throw new UserError(`${url}: the server redirects in a circle, or too often`);
    }
    throw new TransferError(`no answer from ${url} (${message || (error as Error).name})`);
  }
}

/**
 * Fetches what is missing of a file: asks for the bytes after those in `part`, and appends them.
 *
 * @param bytes the size of the whole file, where it is known
 * @throws TransferError where another try may help; what came so far stays in `part`, and `part` is
 *   removed where it cannot be gone on with
 * @throws UserError where it will not help, NotFoundError where the server has no such file
 */
async function fetchRest(
  url: string,
  part: string,
  bytes: number | undefined,
  dispatcher: Dispatcher,
  onBytes: OnBytes,
): Promise<void> {
  const have = (await fileSize(part)) ?? 0;
  const { statusCode, headers, body } = await open(url, have, dispatcher);
  const refuse = async (error: Error): Promise<never> => {
    body.on('error', () => {}).destroy();
    throw error;
  };
  const startAgain = async (what: string): Promise<never> => {
    await rm(part, { force: true });
    return refuse(new TransferError(`${url}: ${what}; starting again from the first byte`));
  };
  if (statusCode === 416) return startAgain(`the server has nothing after ${have} bytes`);
  if (RETRYABLE_STATUS.has(statusCode)) {
    return refuse(new TransferError(`${url}: the server answered ${statusCode}`));
  }
  if (statusCode === 404 || statusCode === 410) {
    return refuse(new NotFoundError(`${url}: the server answered ${statusCode}`));
  }
  if (statusCode !== 200 && statusCode !== 206) {
    return refuse(new UserError(`${url}: the server answered ${statusCode}`));
  }
  // A server that takes no notice of ranges sends the whole file.
  let start = 0;
  let total = headerNumber(headers['content-length']);
  if (statusCode === 206) {
    const range = contentRange(headers['content-range']);
    if (range.start !== have) {
      const told = headers['content-range'] ?? 'none';
      return startAgain(`asked for the bytes from ${have} on, the server sent the range ${told}`);
    }
    start = have;
    total = range.total;
  }
  if (bytes !== undefined && total !== undefined && total !== bytes) {
    return refuse(
      new UserError(
        `${url}: the server's file has ${total} bytes, expected ${bytes}: another file`,
      ),
    );
  }
  try {
    const flags = start > 0 ? 'a' : 'w';
    await pipeline(body, counter(start, bytes, onBytes), createWriteStream(part, { flags }));
  } catch (error) {
    throw describeInterruption(error as NodeJS.ErrnoException, url, part);
  }
  const got = (await fileSize(part)) ?? 0;
  const wanted = bytes ?? total;
  if (wanted !== undefined && got < wanted) {
    throw new TransferError(`${url}: the server stopped after ${got} of ${wanted} bytes`);
  }
}

function describeInterruption(error: NodeJS.ErrnoException, url: string, file: string): Error {
  if (error instanceof UserError) return new UserError(`${url}: ${error.message}`);
  if (error.syscall === 'write' || error.syscall === 'open') {
    return fileError(error, file, 'written') as UserError;
  }
  return new TransferError(`${url}: the connection broke off (${error.message || error.code})`);
}

async function copyFile(from: string, part: string, onBytes: OnBytes): Promise<void> {
  const copying = counter(0, undefined, onBytes);
  try {
    await pipeline(createReadStream(from), copying, createWriteStream(part));
  } catch (error) {
    throw new UserError(describeInterruption(error as NodeJS.ErrnoException, from, part).message);
  }
}

/** Brings the bytes of a file into `part`; see `fetchRest` for what goes wrong. */
export async function transfer(
  origin: Origin,
  part: string,
  bytes: number | undefined,
  dispatcher: Dispatcher,
  onBytes: OnBytes,
): Promise<void> {
  if (origin.kind === 'file') return copyFile(origin.path, part, onBytes);
  return fetchRest(origin.url, part, bytes, dispatcher, onBytes);
}
