import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Has a port that is in use. */
const server = createServer();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-playground-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

it.each([
  ['70000', 'SERVE: given 70000; expected a port from 1 to 65535'],
  ['0', 'SERVE: given 0; expected a port'],
  ['http', 'SERVE: given http; expected a port'],
  ['a port in use', 'cannot be served (listen tcp4'],
])('refuses %s in a sentence, and writes nothing', async (given, message) => {
  const port = given === 'a port in use' ? `${(server.address() as AddressInfo).port}` : given;
  const site = join(folder, 'site');
  const program = ['--import', 'tsx', 'src/playground/main.ts', site, port];
  const [code, printed] = await new Promise<[unknown, string]>((resolve) => {
    execFile(process.execPath, program, (error, _out, stderr) => resolve([error?.code, stderr]));
  });
  expect(printed).toMatch(/^error: .*\n$/);
  expect(printed).toContain(message);
  expect(code).toBe(2);
  expect(existsSync(site)).toBe(false);
});
