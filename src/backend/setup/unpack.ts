import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** What the binding is compiled against and linked with; the rest of the wheel is Python. */
const wanted = /^tensorflow\/(include\/.*|libtensorflow_cc\.so\.2|libtensorflow_framework\.so\.2)$/;

/**
 * Unpacks the headers and the two libraries of a TensorFlow wheel into a folder, as `include/`,
 * `libtensorflow_cc.so.2` and `libtensorflow_framework.so.2`.
 *
 * @throws Error where the file is no whole zip archive
 */
export async function unpackLibrary(wheelPath: string, folder: string): Promise<void> {
  const archive = await yauzl.openPromise(wheelPath);
  try {
    for await (const entry of archive.eachEntry()) {
      if (!wanted.test(entry.fileName) || entry.fileName.endsWith('/')) continue;
      const target = path.join(folder, path.relative('tensorflow', entry.fileName));
      await mkdir(path.dirname(target), { recursive: true });
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target));
    }
  } finally {
    archive.close();
  }
}
