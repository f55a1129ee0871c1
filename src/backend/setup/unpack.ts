import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/**
 * What the binding is compiled against and linked with, and CUDA's libraries, which lie where
 * TensorFlow looks for them; the rest of the wheels is Python.
 */
const wanted = [
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
      const isWanted = wanted.some((pattern) => pattern.test(entry.fileName));
      if (!isWanted || entry.fileName.endsWith('/')) continue;
      const target = path.join(folder, entry.fileName.replace(/^tensorflow\//, ''));
      await mkdir(path.dirname(target), { recursive: true });
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target));
    }
  } finally {
    archive.close();
  }
}
