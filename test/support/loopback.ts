import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RemoteFile } from '../../src/config/dataset-config.ts';
import type { DownloadObserver } from '../../src/data/download/download.ts';

/** What a loopback server was asked. */
type Asked = { readonly path: string; readonly range: string | undefined };

export type Loopback = {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
};

/** Starts an HTTP server on this machine. */
export async function serve(answer: http.RequestListener): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    asked.push({ path: request.url!, range: request.headers.range });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Sends `content` as a well-behaved server does, or the range of it that was asked for. */
export function sendContent(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  content: Buffer,
): void {
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const start = match === null ? 0 : Number(match[1]);
  if (start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const length = content.length - start;
  if (match === null) response.writeHead(200, { 'content-length': length });
  else {
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { 'content-length': length, 'content-range': range });
  }
  response.end(content.subarray(start));
}

const LOOK_EVERY_MS = 5;

/** Calls `then` once some of a file is in `part`: what is still on its way may yet be lost. */
export function whenWritten(part: string, then: () => void): void {
  const looking = setInterval(() => {
    if ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
    clearInterval(looking);
    then();
  }, LOOK_EVERY_MS);
  looking.unref();
}

/** Sends these bytes, fewer than were announced, and breaks the connection off. */
export function breakOff(response: http.ServerResponse, sent: Buffer, part: string): void {
  response.write(sent);
  whenWritten(part, () => response.destroy());
}

/** The entry of a data file for `content` at `url`. */
export function remoteFile(url: string, content: Buffer): RemoteFile {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { url, bytes: content.length, sha256 };
}

/** Writes down what it is told. */
export function recordingObserver(): DownloadObserver & { readonly events: string[] } {
  const events: string[] = [];
  return {
    events,
    waiting: () => events.push('waiting'),
    started: (name, _bytes, have) => events.push(`started ${name} from ${have}`),
    progress: () => {},
    retrying: (name, reason) => events.push(`retrying ${name}: ${reason}`),
    verified: (name, present) => events.push(`${present ? 'present' : 'downloaded'} ${name}`),
  };
}
