import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import pRetry from 'p-retry';
import { type Dispatcher, EnvHttpProxyAgent, interceptors } from 'undici';
import type { RemoteFile } from '../../config/dataset-config.ts';
import { UserError } from '../../platform/errors.ts';
import { withLease } from '../../platform/lease.ts';
import { fileSize, mismatch } from './file-checks.ts';
import { type Origin, originsOf } from './mirror.ts';
import { NotFoundError, TransferError, transfer } from './transfer.ts';

/** Told what happens to each file. */
export type DownloadObserver = {
  /** Another process downloads into the same folder. */
  waiting(): void;
  /** @param have bytes there already, from an earlier try */
  started(name: string, bytes: number | undefined, have: number): void;
  progress(name: string, bytes: number): void;
  retrying(name: string, reason: string): void;
  /** @param present whether the file was there already */
  verified(name: string, present: boolean): void;
};

type DownloadOptions = {
  /** A folder or base URL to take all files from. */
  readonly mirror?: string | undefined;
  readonly observer: DownloadObserver;
  /** Tries in a row that bring no byte before giving up, and the wait after the first, doubled each time. */
  readonly retries?: number;
  readonly firstDelayMs?: number;
  /** How long a server may say nothing. */
  readonly silenceMs?: number;
};

/** Enough for a server that is restarted: 1 + 2 + 4 + 8 + 16 seconds. */
const RETRIES = 5;
const FIRST_DELAY_MS = 1000;
const SILENCE_MS = 60_000;
const MAX_REDIRECTIONS = 10;

/** How a file is called until all of it is there and right. */
function partOf(path: string): string {
  return `${path}.part`;
}

async function requireRoom(folder: string, missing: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= missing) return;
  throw new UserError(
    `${folder}: the downloads need ${missing} more bytes and the disk has ${bavail * bsize} left; ` +
      'make room, or set dataset.input.folder to a folder on another disk',
  );
}

/** Tries the origins one after the other, until one has the file. */
async function fromAnyOrigin(origins: readonly Origin[], take: (origin: Origin) => Promise<void>) {
  const missing: string[] = [];
  for (const origin of origins) {
    try {
      return await take(origin);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      missing.push(error.message);
    }
  }
  throw new UserError(missing.join('; '));
}

async function downloadFile(
  name: string,
  file: RemoteFile,
  folder: string,
  dispatcher: Dispatcher,
  options: DownloadOptions,
): Promise<void> {
  const { observer, mirror, retries = RETRIES, firstDelayMs = FIRST_DELAY_MS } = options;
  const path = join(folder, name);
  const part = partOf(path);
  const origins = originsOf(name, file.url, mirror);
  const have = (await fileSize(part)) ?? 0;
  observer.started(name, file.bytes, have);
  let reached = have;
  let furthest = have;
  const attempt = async () => {
    const size = (await fileSize(part)) ?? 0;
    // Of a file whose size is not known, only its checksum tells whether it is whole.
    const mayBeWhole = size > 0 && file.bytes === undefined;
    if (mayBeWhole && (await mismatch(part, file)) === undefined) return;
    if (size === 0 || size !== file.bytes) {
      await fromAnyOrigin(origins, (origin) =>
        transfer(origin, part, file.bytes, dispatcher, (bytes) => {
          reached = bytes;
          observer.progress(name, bytes);
        }),
      );
    }
    const wrong = await mismatch(part, file);
    if (wrong === undefined) return;
    await rm(part, { force: true });
    if (size === 0) throw new UserError(`${name}: not the file expected: ${wrong}`);
    // What an earlier try left may have been of another file.
    throw new TransferError(`put together from several tries, ${wrong}; starting again`);
  };
  try {
    await pRetry(attempt, {
      retries,
      minTimeout: firstDelayMs,
      shouldRetry: ({ error }) => error instanceof TransferError,
      // A slow line that breaks off now and then still arrives.
      shouldConsumeRetry: () => {
        const consumed = reached <= furthest;
        furthest = Math.max(furthest, reached);
        return consumed;
      },
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (error instanceof TransferError && retriesLeft > 0)
          observer.retrying(name, error.message);
      },
    });
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    throw new UserError(
      `${name}: ${error.message}; the same command goes on from where this ended, ` +
        'and --mirror takes the files from another place',
    );
  }
  await rename(part, path);
}

/**
 * Downloads `files` into `folder`. Each appears there under its name once its size and checksum are
 * right; until then it is `<name>.part`, from which a later call goes on. Files that are there and
 * right are kept. Proxies are those of `http_proxy`, `https_proxy` and `no_proxy`.
 *
 * @throws UserError that names the file, what was expected and what was found
 */
export async function downloadFiles(
  files: Readonly<Record<string, RemoteFile>>,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const { observer, silenceMs = SILENCE_MS } = options;
  await mkdir(folder, { recursive: true });
  const timeouts = { headersTimeout: silenceMs, bodyTimeout: silenceMs };
  // Many proxies tunnel to https servers only; a plain request for http is what they expect.
  const agent = new EnvHttpProxyAgent({ ...timeouts, proxyTunnel: false });
  const redirects = { maxRedirections: MAX_REDIRECTIONS, throwOnMaxRedirect: true };
  const dispatcher = agent.compose(interceptors.redirect(redirects));
  try {
    await withLease(folder, observer.waiting, async () => {
      const missing: [string, RemoteFile][] = [];
      let missingBytes = 0;
      for (const [name, file] of Object.entries(files)) {
        const path = join(folder, name);
        const present = (await fileSize(path)) !== undefined;
        if (present && (await mismatch(path, file)) === undefined) {
          observer.verified(name, true);
        } else {
          missing.push([name, file]);
          const have = (await fileSize(partOf(path))) ?? 0;
          missingBytes += Math.max(0, (file.bytes ?? 0) - have);
        }
      }
      await requireRoom(folder, missingBytes);
      for (const [name, file] of missing) {
        await downloadFile(name, file, folder, dispatcher, options);
        observer.verified(name, false);
      }
    });
  } finally {
    await agent.destroy();
  }
}
