import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { bundleFile, writeBundle } from './bundle.mjs';

const checkout = temporaryFolder();

beforeEach(() => {
  write('package.json', '{ "type": "module" }');
  write('src/cli/main.ts', "import { word } from '../words/word.ts';\nconsole.log(word());\n");
  write(
    'src/experiment/worker.ts',
    "import { word } from '../words/word.ts';\nconsole.log(word(), 'at work');\n",
  );
  write('src/backend/setup/main.ts', "console.log('set up');\n");
  write('src/words/word.ts', WORD('one'));
  write('src/words/text.txt', ' of the folder');
  write('src/words/word.test.ts', '');
});

const WORD = (text: string) =>
  `import { readFileSync } from 'node:fs';
   export const word = (): string =>
     '${text}' + readFileSync(new URL('text.txt', import.meta.url), 'utf8');`;

function write(name: string, text: string) {
  const path = checkout(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const printed = (file: string) => spawnSync(process.execPath, [file], { encoding: 'utf8' }).stdout;

it('runs from what it was made of, and finds what lies beside its sources', async () => {
  const file = await writeBundle(checkout());
  expect(file).toBe(bundleFile('main', checkout()));
  expect(printed(file)).toBe('one of the folder\n');
  expect(printed(bundleFile('worker', checkout()))).toBe('one of the folder at work\n');
  expect(printed(bundleFile('setup', checkout()))).toBe('set up\n');
});

it.each([
  ['a changed source', 'src/words/word.ts', WORD('two')],
  ['a new source', 'src/words/more.ts', ''],
  ['other packages', 'package-lock.json', '{}'],
])('is another one for %s, which is not there until it is made', async (_what, name, text) => {
  const before = await writeBundle(checkout());
  write(name, text);
  const after = bundleFile('main', checkout());
  expect(after).not.toBe(before);
  expect(existsSync(after)).toBe(false);
  expect(printed(await writeBundle(checkout()))).toBe(
    name.endsWith('word.ts') ? 'two of the folder\n' : 'one of the folder\n',
  );
});

it('stays until another has taken its place for a week, however old it is', async () => {
  const daysOld = (file: string, days: number) => {
    const then = Date.now() / 1000 - days * 24 * 3600;
    utimesSync(dirname(file), then, then);
  };
  const made: string[] = [];
  const make = async (text: string) => {
    write('src/words/word.ts', WORD(text));
    made.push(await writeBundle(checkout()));
  };
  const there = () => made.map((file) => existsSync(file));
  await make('one');
  daysOld(made[0]!, 100);
  // What a killed process has begun takes no place of another.
  const begun = checkout('node_modules', '.cache', 'sublinear', 'abc.1.partial');
  mkdirSync(begun);
  utimesSync(begun, 0, Date.now() / 1000 - 90 * 24 * 3600);
  await make('two');
  expect(there()).toEqual([true, true]);
  daysOld(made[1]!, 6);
  await make('three');
  expect(there()).toEqual([true, true, true]);
  daysOld(made[1]!, 8);
  await make('four');
  expect(there()).toEqual([false, true, true, true]);
  expect(existsSync(begun)).toBe(false);
});

it('stays the same for a changed test', async () => {
  const before = bundleFile('main', checkout());
  write('src/words/word.test.ts', '// changed');
  expect(bundleFile('main', checkout())).toBe(before);
});

it('leaves nothing where a source is no TypeScript', async () => {
  write('src/words/word.ts', 'export const word = (');
  await expect(writeBundle(checkout())).rejects.toThrow('Build failed');
  expect(existsSync(bundleFile('main', checkout()))).toBe(false);
});
