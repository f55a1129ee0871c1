import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { downloadWheel } from './download.ts';
import { withLock } from './lock.ts';
import { unpackLibrary } from './unpack.ts';
import type { Wheel } from './wheel.ts';

/** Marks unfinished work in the cache. Whoever holds the lock may remove it. */
const partialPrefix = '.partial-';

/** Written last into an unpacked library: without it the folder is not used. */
const markerName = 'complete.json';

interface LibrarySteps {
  download: (wheel: Wheel, folder: string) => Promise<string>;
  unpack: (wheelPath: string, folder: string) => Promise<void>;
}

/**
 * Makes sure that a wheel's native library lies unpacked in the cache.
 *
 * Any number of processes may ask for it at once, and any may be killed at any moment: one works,
 * in a folder of its own that is renamed once it is complete, and the next one removes what a
 * killed one left. The wheel itself is not kept, as pip has a cache of its own.
 *
 * @param say shows a line of progress
 * @param steps how to download and unpack; replaced in tests
 * @returns the folder with `include/` and the two libraries
 */
export async function ensureLibrary(
  wheel: Wheel,
  cache: string,
  say: (line: string) => void,
  steps: LibrarySteps = { download: downloadWheel, unpack: unpackLibrary },
): Promise<string> {
  const library = libraryFolder(wheel, cache);
  if (await isComplete(library)) return library;
  const onWait = () => say(`waiting for another set-up that is filling ${cache}`);
  return withLock(cache, onWait, async () => {
    if (await isComplete(library)) return library;
    await removePartialWork(cache);
    const partial = await mkdtemp(path.join(cache, partialPrefix));
    try {
      const unpacked = path.join(partial, 'library');
      await mkdir(unpacked);
      say(`downloading ${wheel.package} ${wheel.version} with pip`);
      const wheelPath = await steps.download(wheel, partial);
      say(`unpacking its library into ${library}`);
      await steps.unpack(wheelPath, unpacked);
      await writeFile(path.join(unpacked, markerName), JSON.stringify(wheel, null, 2));
      await rm(library, { recursive: true, force: true });
      await rename(unpacked, library);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return library;
  });
}

/** Where a wheel's library lies in the cache once it is unpacked. */
export function libraryFolder(wheel: Wheel, cache: string): string {
  return path.join(cache, `${wheel.package}-${wheel.version}-${wheel.sha256.slice(0, 12)}`);
}

async function isComplete(library: string): Promise<boolean> {
  return access(path.join(library, markerName)).then(
    () => true,
    () => false,
  );
}

async function removePartialWork(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(partialPrefix)) continue;
    await rm(path.join(cache, name), { recursive: true, force: true });
  }
}
