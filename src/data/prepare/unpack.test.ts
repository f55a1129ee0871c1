import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, Header } from 'tar';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { UserError } from '../../platform/errors.ts';
import { unpackMembers } from './unpack.ts';

const folder = temporaryFolder();

type Member = { path: string; content?: string; type?: 'File' | 'SymbolicLink'; linkpath?: string };

/** A tar archive with exactly these headers, which no packing tool would write. */
function archiveOf(members: readonly Member[], change = (bytes: Buffer) => bytes): string {
  const blocks = members.flatMap(({ path, content = '', type = 'File', linkpath }) => {
    const body = Buffer.from(content);
    const header = new Header({ path, type, size: body.length, mode: 0o644 });
    if (linkpath !== undefined) header.linkpath = linkpath;
    const block = Buffer.alloc(512);
    header.encode(block);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  const archive = folder('a.tgz');
  writeFileSync(archive, change(gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))));
  return archive;
}

const out = () => folder('out');
const unpack = (archive: string, ...members: string[]) => unpackMembers(archive, members, out());

it('unpacks the members asked for, byte for byte, and nothing else', async () => {
  mkdirSync(folder('training'));
  const text = 'Zeile\n'.repeat(50_000);
  for (const name of ['a.en', 'a.de', 'a.fr']) {
    writeFileSync(folder('training', name), `${name}\n${text}`);
  }
  const archive = folder('real.tgz');
  await create({ gzip: true, file: archive, cwd: folder() }, ['./training']);
  const paths = await unpack(archive, 'training/a.de', 'training/a.en');
  expect(readFileSync(paths.get('training/a.de')!, 'utf8')).toBe(`a.de\n${text}`);
  expect(readFileSync(join(out(), 'training', 'a.en'), 'utf8')).toBe(`a.en\n${text}`);
  expect(existsSync(join(out(), 'training', 'a.fr'))).toBe(false);
});

it('takes no notice of what leads out of the folder and was not asked for', async () => {
  const archive = archiveOf([
    { path: '../escaped.txt', content: 'x' },
    { path: 'a.txt', content: 'a' },
  ]);
  await unpack(archive, 'a.txt');
  expect(existsSync(folder('escaped.txt'))).toBe(false);
});

it.each<[string, Member[], string, string]>([
  [
    'a member that leads out of the folder',
    [{ path: '../a.txt', content: 'x' }],
    '../a.txt',
    'would be written outside',
  ],
  [
    'a member that leads out from the root',
    [{ path: '/tmp/a.txt', content: 'x' }],
    '/tmp/a.txt',
    'would be written outside',
  ],
  [
    'a link',
    [{ path: 'a.txt', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
    'a.txt',
    'is a SymbolicLink, expected a plain file',
  ],
  [
    'a member that is there twice',
    [
      { path: 'a.txt', content: 'x' },
      { path: './a.txt', content: 'y' },
    ],
    'a.txt',
    'is there twice',
  ],
  [
    'a missing member',
    [{ path: 'b.txt', content: 'x' }],
    'a.txt',
    'no member a.txt; there are: b.txt',
  ],
])('refuses %s', async (_what, members, member, message) => {
  const archive = archiveOf(members);
  await expect(unpack(archive, member)).rejects.toThrow(UserError);
  await expect(unpack(archive, member)).rejects.toThrow(message);
});

it.each<[string, (bytes: Buffer) => Buffer]>([
  ['is cut off', (bytes) => bytes.subarray(0, bytes.length - 30)],
  ['has a wrong bit', (bytes) => bytes.map((byte, i) => (i === 60 ? byte ^ 16 : byte)) as Buffer],
  ['is none', () => Buffer.from('no archive at all')],
  ['is empty', () => Buffer.alloc(0)],
])('refuses an archive that %s', async (_what, change) => {
  const content = Array.from({ length: 3000 }, (_, i) => `${i * 7919}`).join(' ');
  const archive = archiveOf([{ path: 'a.txt', content }], change);
  await expect(unpack(archive, 'a.txt')).rejects.toThrow(UserError);
  await expect(unpack(archive, 'a.txt')).rejects.toThrow(/a\.tgz: (not a whole tar|no member)/);
});
