// `node --import tsx write.ts FOLDER`: writes the bundle for a machine without network; README.md of
// `bench` says what it does there.
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { UserError } from '../../src/platform/errors.ts';
import { codeIdentity } from '../../src/results/provenance.ts';
import { runBenchmark, say } from '../harness/benchmark.ts';
import { buildProgram } from './build-program.ts';
import { type BundlePart, bundleParts, SIZE_LIMIT } from './parts.ts';

async function place({ from, to }: BundlePart, folder: string): Promise<void> {
  const target = path.join(folder, to);
  await mkdir(path.dirname(target), { recursive: true });
  if (!to.endsWith('.gz') || from.endsWith('.gz')) {
    await copyFile(from, target);
    return;
  }
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION });
  await pipeline(createReadStream(from), gzip, createWriteStream(target));
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Describes the bundle. A folder that has this file is a bundle, and may be replaced. */
const DESCRIPTION = 'program/bundle.json';

async function writeBundle(folder: string): Promise<void> {
  if (existsSync(folder) && !existsSync(path.join(folder, DESCRIPTION))) {
    throw new UserError(`${folder}: is there and is no bundle; give the name of a folder to make`);
  }
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await buildProgram(path.join(partial, 'program'));
    for (const part of bundleParts()) await place(part, partial);
    await chmod(path.join(partial, 'run.sh'), 0o755);
    const description = `${JSON.stringify(codeIdentity(), null, 2)}\n`;
    await writeFile(path.join(partial, DESCRIPTION), description);
    const size = await sizeOf(partial);
    if (size > SIZE_LIMIT) {
      throw new Error(`the bundle has ${size} bytes, more than the ${SIZE_LIMIT} that it may have`);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    say(`wrote ${folder}, ${(size / 1e6).toFixed(1)} MB; there, run ./run.sh`);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

await runBenchmark(() => writeBundle(process.argv[2] ?? 'gpu-bundle'));
