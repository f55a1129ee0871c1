import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import http, { type RequestListener } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  breakOff,
  type Loopback,
  recordingObserver,
  remoteFile,
  sendContent,
  serve,
  whenWritten,
} from '../../../test/support/loopback.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { RemoteFile } from '../../config/dataset-config.ts';
import { UserError } from '../../platform/errors.ts';
import { downloadFiles } from './download.ts';

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const NAME = 'corpus.tgz';

const folder = temporaryFolder();
let server: Loopback | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const path = () => folder(NAME);
const part = () => `${path()}.part`;

async function serving(answer: RequestListener): Promise<void> {
  server = await serve(answer);
}

/** Downloads the file that the server has under /a/corpus.tgz. */
async function download(change: Partial<RemoteFile> = {}, mirror?: string): Promise<string[]> {
  const observer = recordingObserver();
  const url = `${server?.url ?? 'http://127.0.0.1:9'}/a/${NAME}`;
  const file = { ...remoteFile(url, CONTENT), ...change };
  const options = { mirror, observer, retries: 2, firstDelayMs: 1, silenceMs: 1000 };
  await downloadFiles({ [NAME]: file }, folder(), options);
  return observer.events;
}

/** What a download that must fail says; nothing may be left under the final name. */
async function failure(change: Partial<RemoteFile> = {}): Promise<string> {
  const error = await download(change).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(existsSync(path())).toBe(false);
  return (error as Error).message;
}

const honest: RequestListener = (request, response) => sendContent(request, response, CONTENT);

/** Cuts the connection after some bytes, as often as asked; honest from then on. */
function breaking(times: number, after: number): RequestListener {
  let left = times;
  return (request, response) => {
    if (left-- <= 0) return honest(request, response);
    response.writeHead(200, { 'content-length': CONTENT.length });
    breakOff(response, CONTENT.subarray(0, after), part());
  };
}

describe('what arrives', () => {
  it('appears under its name, alone, and is kept by the next call', async () => {
    await serving(honest);
    expect(await download()).toEqual([`started ${NAME} from 0`, `downloaded ${NAME}`]);
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
    expect(readdirSync(folder())).toEqual([NAME]);
    expect(await download()).toEqual([`present ${NAME}`]);
    expect(server!.asked).toHaveLength(1);
  });

  it('goes on after a broken connection', async () => {
    await serving(breaking(1, 70_000));
    expect((await download()).filter((event) => event.startsWith('retrying'))).toHaveLength(1);
    expect(server!.asked[1]!.range).toMatch(/^bytes=[1-9]\d+-$/);
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it('goes on from what an earlier call left', async () => {
    await serving(honest);
    writeFileSync(part(), CONTENT.subarray(0, 1234));
    expect((await download())[0]).toBe(`started ${NAME} from 1234`);
    expect(server!.asked[0]!.range).toBe('bytes=1234-');
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it.each([[{}], [{ bytes: undefined }]])(
    'needs no server where an earlier call was cut off just before the end: %j',
    async (change) => {
      writeFileSync(part(), CONTENT);
      expect(await download(change)).toContain(`downloaded ${NAME}`);
    },
  );

  it('starts again where what an earlier call left is of another file', async () => {
    await serving(honest);
    writeFileSync(part(), Buffer.alloc(5000));
    expect((await download()).join('\n')).toContain('put together from several tries');
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it.each([
    ['after errors', 503],
    ['when it is told to wait', 429],
  ])('comes %s of the server', async (_what, status) => {
    let refusals = 2;
    await serving((request, response) => {
      if (refusals-- > 0) response.writeHead(status).end();
      else honest(request, response);
    });
    await download();
    expect(server!.asked).toHaveLength(3);
  });

  it.each<[string, { present?: Buffer; part?: Buffer }, RequestListener]>([
    ['where the file that is there is not right', { present: Buffer.from('half') }, honest],
    ['where an earlier call left too much', { part: Buffer.alloc(CONTENT.length + 1) }, honest],
    [
      'through a redirection',
      {},
      (request, response) => {
        if (request.url === '/b') honest(request, response);
        else response.writeHead(302, { location: '/b' }).end();
      },
    ],
    [
      'from a server that takes no notice of ranges',
      { part: CONTENT.subarray(0, 1234) },
      (_request, response) => response.end(CONTENT),
    ],
    [
      'from a server that sends other bytes than the range it names',
      { part: CONTENT.subarray(0, 1234) },
      (request, response) => {
        if (request.headers.range === undefined) return honest(request, response);
        const length = CONTENT.length - 1234;
        const range = `bytes 1234-${CONTENT.length - 1}/${CONTENT.length}`;
        response.writeHead(206, { 'content-range': range }).end(CONTENT.subarray(0, length));
      },
    ],
  ])('comes whole %s', async (_what, left, answer) => {
    await serving(answer);
    if (left.present !== undefined) writeFileSync(path(), left.present);
    if (left.part !== undefined) writeFileSync(part(), left.part);
    await download();
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it('may have an md5 and an unknown size', async () => {
    await serving(honest);
    const md5 = 'a8cd784e006feb32ac6f3d9ec7eb389a';
    const change = { bytes: undefined, sha256: undefined, md5 };
    expect(await failure(change)).toContain(`expected ${md5}`);
  });
});

describe('a server that is not to be trusted', () => {
  it('that sends another range than it was asked for', async () => {
    await serving((request, response) => {
      if (request.headers.range === undefined) return honest(request, response);
      const range = `bytes 0-${CONTENT.length - 1}/${CONTENT.length}`;
      response.writeHead(206, { 'content-range': range }).end(CONTENT);
    });
    writeFileSync(part(), CONTENT.subarray(0, 1234));
    expect((await download()).join('\n')).toContain('asked for the bytes from 1234 on');
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      'that redirects in a circle',
      (request, response) =>
        response.writeHead(302, { location: request.url === '/x' ? '/y' : '/x' }).end(),
      /redirects in a circle/,
    ],
    ['that always breaks off', breaking(99, 500), /broke off.*--mirror/],
    [
      'that ends early without a word',
      (_request, response) => {
        response.write(CONTENT.subarray(0, 500));
        response.end();
      },
      /stopped after 500 of 200000 bytes/,
    ],
    [
      'that sends nothing more',
      (_request, response) => {
        response.writeHead(200, { 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, 500));
      },
      /broke off/,
    ],
    [
      'that says it has another size',
      (_request, response) => response.end(Buffer.alloc(5)),
      /has 5 bytes, expected 200000: another file/,
    ],
    [
      'that sends without an end',
      (_request, response) => {
        const timer = setInterval(() => response.write(Buffer.alloc(1 << 16)), 1);
        response.on('close', () => clearInterval(timer));
      },
      /more than the 200000 bytes expected/,
    ],
    [
      'that has other bytes',
      (_request, response) => response.end(Buffer.alloc(CONTENT.length)),
      /its sha256 is [0-9a-f]{64}, expected [0-9a-f]{64}/,
    ],
    [
      'that has no such file',
      (_request, response) => response.writeHead(404).end(),
      /answered 404/,
    ],
    ['that lets nobody in', (_request, response) => response.writeHead(403).end(), /answered 403/],
    [
      'that is always in trouble',
      (_request, response) => response.writeHead(500).end(),
      /answered 500.*the same command goes on/,
    ],
  ])('%s', async (_what, answer, message) => {
    await serving(answer);
    expect(await failure()).toMatch(message);
  });

  it('that is not there', async () => {
    expect(await failure({ url: 'http://127.0.0.1:9/x' })).toMatch(/no answer from .*:9\/x/);
  });
});

it('says so where the disk is full, and keeps what it has for later', async () => {
  await serving(honest);
  symlinkSync('/dev/full', part());
  expect(await failure()).toMatch(
    /no room is left on the disk \(ENOSPC\); make room.*goes on from what is saved/,
  );
});

it('does not start where the disk has no room for all of it', async () => {
  await serving(honest);
  expect(await failure({ bytes: 2 ** 52 })).toMatch(/the downloads need \d+ more bytes/);
  expect(server!.asked).toEqual([]);
});

describe('a mirror', () => {
  it.each([
    ['with the path of the URL', 'a/corpus.tgz'],
    ['with the bare name', 'corpus.tgz'],
  ])('may be a folder %s', async (_what, name) => {
    const mirror = folder('mirror');
    mkdirSync(join(mirror, 'a'), { recursive: true });
    writeFileSync(join(mirror, name), CONTENT);
    await download({}, mirror);
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it.each([
    ['with the path of the URL', '/m/a/corpus.tgz'],
    ['with the bare name', '/m/corpus.tgz'],
  ])('may be a base URL %s', async (_what, there) => {
    await serving((request, response) => {
      if (request.url === there) honest(request, response);
      else response.writeHead(404).end();
    });
    await download({ url: 'http://127.0.0.1:9/a/corpus.tgz' }, `${server!.url}/m/`);
    expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  });

  it('is verified like the place it stands for', async () => {
    writeFileSync(folder(NAME), 'something else');
    await expect(download({}, folder())).rejects.toThrow('it has 14 bytes, expected 200000');
  });

  it.each([
    ['that is not there', 'no/such/folder', 'expected a folder that is there'],
    ['without the file', '.', 'corpus.tgz: the mirror has none of a/corpus.tgz, corpus.tgz'],
  ])('%s is refused', async (_what, mirror, message) => {
    await expect(download({}, mirror)).rejects.toThrow(message);
  });
});

/** Runs a download in a process of its own. */
function inProcess(url: string, env: NodeJS.ProcessEnv): { ended: Promise<string>; kill(): void } {
  const script = `
    import { downloadFiles } from ${JSON.stringify(fileURLToPath(new URL('./download.ts', import.meta.url)))};
    import { recordingObserver } from ${JSON.stringify(fileURLToPath(new URL('../../../test/support/loopback.ts', import.meta.url)))};
    const file = ${JSON.stringify(remoteFile(url, CONTENT))};
    await downloadFiles({ [${JSON.stringify(NAME)}]: file }, ${JSON.stringify(folder())}, { observer: recordingObserver() });
  `;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  let child: ReturnType<typeof execFile>;
  const ended = new Promise<string>((resolve) => {
    child = execFile(process.execPath, args, { env: { ...process.env, ...env } }, (error, _, err) =>
      resolve(error === null ? '' : `${error.signal} ${err}`),
    );
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

it('goes on after a process that was killed', async () => {
  let stalled: (() => void) | undefined;
  const reached = new Promise<void>((resolve) => {
    stalled = resolve;
  });
  await serving((request, response) => {
    if (request.headers.range !== undefined) return honest(request, response);
    response.writeHead(200, { 'content-length': CONTENT.length });
    response.write(CONTENT.subarray(0, 100_000));
    whenWritten(part(), () => stalled!());
  });
  const first = inProcess(`${server!.url}/a/${NAME}`, {});
  await reached;
  first.kill();
  expect(await first.ended).toContain('SIGKILL');
  expect(existsSync(path())).toBe(false);
  await download();
  expect(server!.asked.at(-1)!.range).toMatch(/^bytes=[1-9]\d+-$/);
  expect(readFileSync(path()).equals(CONTENT)).toBe(true);
});

it('goes through the proxy that the environment names, and not where no_proxy says so', async () => {
  const through: string[] = [];
  const proxy = await serve((request, response) => {
    through.push(request.url!);
    const forwarded = http.get(request.url!, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.writeHead(502).end());
  });
  try {
    await serving(honest);
    const url = `${server!.url}/a/${NAME}`;
    expect(await inProcess(url, { http_proxy: proxy.url, no_proxy: '' }).ended).toBe('');
    expect(through).toEqual([url]);
    rmSync(path());
    const env = { http_proxy: proxy.url, no_proxy: '127.0.0.1' };
    expect(await inProcess(url, env).ended).toBe('');
    expect(through).toEqual([url]);
  } finally {
    await proxy.close();
  }
});
