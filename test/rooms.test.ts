import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { expect, it } from 'vitest';

/*
 * Imports point one way: down the table of rooms in docs/how-it-works.md. That no files import each
 * other in a circle is a rule of biome.json.
 */

/** Every room, the highest first. */
const ROOMS = readFileSync('docs/how-it-works.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, room]) => room!));

/** Rooms of other things than code. */
const isCode = (file: string): boolean => /^(src|bench|packages\/[^/]+\/src)\//.test(file);

/** Tests import their support. */
const TEST = /\.test\.ts$/;

const FILES = execFileSync('git', ['ls-files', '*.ts', '*.mts', '*.mjs'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => isCode(file) && !TEST.test(file));

const PACKAGES: Readonly<Record<string, string>> = {
  'sublinear-optim': 'packages/optim',
  'sacrebleu-ts': 'packages/sacrebleu-ts',
};

/** What a file imports, type by type too: paths from the root, or a package's folder. */
function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const given = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(
    ([, path]) => path!,
  );
  return given.flatMap((path) =>
    path.startsWith('.') ? posix.join(dirname(file), path) : (PACKAGES[path] ?? []),
  );
}

const roomOf = (path: string): number =>
  ROOMS.findIndex((room) => path === room || path.startsWith(`${room}/`));

it('every file of code stands in a room of the table', () => {
  expect(FILES.length).toBeGreaterThan(300);
  expect(FILES.filter((file) => roomOf(file) < 0)).toEqual([]);
});

it('no file imports from a room above its own', () => {
  const upwards = FILES.flatMap((file) =>
    imports(file)
      .filter((path) => roomOf(path) < roomOf(file))
      .map((path) => `${file} imports ${path}`),
  );
  expect(upwards).toEqual([]);
});
