import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { type DriverSearch, driverSearches, findDriver } from './drivers.ts';

const folder = temporaryFolder();

/** A probe that answers by what it is to search with. */
function probe(answers: Record<string, object>): [string, ...string[]] {
  const file = folder('probe.mjs');
  writeFileSync(
    file,
    `const answer = ${JSON.stringify(answers)}[process.env.VK_ADD_DRIVER_FILES ?? 'none'];
     if (answer === undefined) process.kill(process.pid, 'SIGSEGV');
     console.log(JSON.stringify(answer));`,
  );
  return [process.execPath, file];
}

const adapter = (name: string, software = false) => ({ adapter: { name, software } });

const SEARCHES: DriverSearch[] = [
  { name: 'as it is', env: {} },
  { name: 'the first', env: { VK_ADD_DRIVER_FILES: 'first' } },
  { name: 'the second', env: { VK_ADD_DRIVER_FILES: 'second' } },
];

it('first searches as the machine is, then by manifests that name a library', () => {
  const [asItIs, ...others] = driverSearches(folder());
  expect(asItIs!.env).toEqual({});
  const libraries = others.slice(-2).map(({ env }) => {
    const manifest = JSON.parse(readFileSync(env.VK_ADD_DRIVER_FILES!, 'utf8'));
    expect(manifest.file_format_version).toBe('1.0.0');
    return manifest.ICD.library_path;
  });
  expect(libraries).toEqual(['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0']);
});

it('takes the first GPU, though a program that plays one came before', async () => {
  const answers = { none: adapter('a program', true), first: adapter('some GPU') };
  const { found, tried } = await findDriver(SEARCHES, probe(answers));
  expect(found).toEqual({ search: SEARCHES[1], adapter: 'some GPU', software: false });
  expect(tried).toEqual(['as it is: a program', 'the first: some GPU']);
});

it('outlives a driver that takes its process with it', async () => {
  const answers = { none: { problem: 'no driver' }, second: adapter('some GPU') };
  const { found, tried } = await findDriver(SEARCHES, probe(answers));
  expect(found?.search).toBe(SEARCHES[2]);
  expect(tried[1]).toContain('the first: ');
  expect(tried[1]).toContain('SIGSEGV');
});

it('falls back to a program that plays a GPU, and says what was tried where there is nothing', async () => {
  const none = { problem: 'no driver' };
  const played = { none, first: adapter('a program', true), second: none };
  expect((await findDriver(SEARCHES, probe(played))).found?.software).toBe(true);
  const { found, tried } = await findDriver(SEARCHES, probe({ none, first: none, second: none }));
  expect(found).toBeUndefined();
  expect(tried).toHaveLength(3);
});
