import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { fenceOf } from '../../platform/fence.ts';
import { fileChecksum } from '../../platform/file-checksum.ts';
import { withLease } from '../../platform/lease.ts';
import { runCommand } from './run-command.ts';
import { type NativeLibrary, PYTHON_VERSION, type Wheel } from './wheel.ts';

/**
 * Downloads a wheel with pip, from wherever pip is configured to look, and verifies it.
 *
 * @param folder an empty folder for the download
 * @returns the path of the wheel
 * @throws Error where pip cannot deliver it or its checksum is wrong
 */
export async function downloadWheel(wheel: Wheel, folder: string): Promise<string> {
  const args = [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:'],
    ...['--disable-pip-version-check', '--no-input'],
    ...['--python-version', PYTHON_VERSION, '--implementation', 'cp'],
    ...['--platform', wheel.platform, '--dest', folder],
    `${wheel.package}==${wheel.version}`,
  ];
  await runCommand('python3', args, { show: true });
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error(`pip left no wheel in ${folder}`);
  const wheelPath = path.join(folder, file);
  await verifyChecksum(wheelPath, wheel.sha256);
  return wheelPath;
}

/** @throws Error where the file's SHA-256 is not the expected one */
export async function verifyChecksum(file: string, expected: string): Promise<void> {
  const actual = await fileChecksum(file, 'sha256');
  if (actual !== expected) {
    throw new Error(
      `${path.basename(file)} has the SHA-256 ${actual}, expected ${expected}: ` +
        'the package index serves another file than the one this project was tested with',
    );
  }
}

/**
 * What the binding is compiled against and linked with, and CUDA's libraries, in the folders where
 * TensorFlow looks for them; the rest of the wheels is Python.
 */
const WANTED = [
  /^tensorflow\/(include\/.*|libtensorflow_cc\.so\.2|libtensorflow_framework\.so\.2)$/,
  /^nvidia\/[^/]+\/lib\/[^/]+\.so[.\d]*$/,
];

/**
 * Unpacks the headers and the two libraries of a TensorFlow wheel into a folder, as `include/`,
 * `libtensorflow_cc.so.2` and `libtensorflow_framework.so.2`, or the libraries of one of NVIDIA's
 * wheels, as `nvidia/<name>/lib/`.
 *
 * @throws Error where the file is no whole zip archive
 */
export async function unpackLibrary(wheelPath: string, folder: string): Promise<void> {
  const archive = await yauzl.openPromise(wheelPath);
  try {
    for await (const entry of archive.eachEntry()) {
      const isWanted = WANTED.some((pattern) => pattern.test(entry.fileName));
      if (!isWanted || entry.fileName.endsWith('/')) continue;
      const target = path.join(folder, entry.fileName.replace(/^tensorflow\//, ''));
      await mkdir(path.dirname(target), { recursive: true });
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target));
    }
  } finally {
    archive.close();
  }
}

/** Marks unfinished work in the cache. Whoever holds the lease may remove it. */
const partialPrefix = '.partial-';

/** Written last into an unpacked library: without it the folder is not used. */
const markerName = 'complete.json';

interface LibrarySteps {
  download: (wheel: Wheel, folder: string) => Promise<string>;
  unpack: (wheelPath: string, folder: string) => Promise<void>;
}

/**
 * Makes sure that a native library lies unpacked in the cache.
 *
 * Any number of processes may ask for it at once, and any may be killed at any moment: one works,
 * in a folder of its own that is renamed once it is complete, and the next one removes what a
 * killed one left. The wheels themselves are not kept, as pip has a cache of its own.
 *
 * @param say shows a line of progress
 * @param steps how to download and unpack; replaced in tests
 * @returns the folder with `include/`, the two libraries, and `nvidia/` where CUDA is a part
 */
export async function ensureLibrary(
  native: NativeLibrary,
  cache: string,
  say: (line: string) => void,
  steps: LibrarySteps = { download: downloadWheel, unpack: unpackLibrary },
): Promise<string> {
  const library = libraryFolder(native, cache);
  if (isComplete(library)) return library;
  const onWait = () => say(`waiting for another set-up that is filling ${cache}`);
  return withLease(cache, onWait, async () => {
    if (isComplete(library)) return library;
    await removePartialWork(cache);
    const partial = await mkdtemp(path.join(cache, partialPrefix));
    try {
      const unpacked = path.join(partial, 'library');
      await mkdir(unpacked);
      for (const wheel of native.wheels) {
        say(`downloading ${wheel.package} ${wheel.version} with pip`);
        const downloads = await mkdtemp(path.join(partial, 'download-'));
        const wheelPath = await steps.download(wheel, downloads);
        say(`unpacking its libraries into ${library}`);
        await steps.unpack(wheelPath, unpacked);
        await rm(downloads, { recursive: true });
      }
      await writeFile(path.join(unpacked, markerName), JSON.stringify(native, null, 2));
      fenceOf(cache)?.confirm();
      await rm(library, { recursive: true, force: true });
      await rename(unpacked, library);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return library;
  });
}

/** Where a library lies in the cache once it is unpacked. */
export function libraryFolder({ wheels }: NativeLibrary, cache: string): string {
  const [{ package: name, version, sha256 }, ...others] = wheels;
  const checksums = [sha256, ...others.map((wheel) => wheel.sha256)].join('\n');
  const key = others.length === 0 ? sha256 : createHash('sha256').update(checksums).digest('hex');
  return path.join(cache, `${name}-${version}-${key.slice(0, 12)}`);
}

const isComplete = (library: string): boolean => existsSync(path.join(library, markerName));

async function removePartialWork(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(partialPrefix)) continue;
    await rm(path.join(cache, name), { recursive: true, force: true });
  }
}
