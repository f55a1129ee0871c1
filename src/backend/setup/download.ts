import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './run-command.ts';
import type { Wheel } from './wheel.ts';

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
    ...['--python-version', wheel.pythonVersion, '--implementation', 'cp'],
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
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual !== expected) {
    throw new Error(
      `${path.basename(file)} has the SHA-256 ${actual}, expected ${expected}: ` +
        'the package index serves another file than the one this project was tested with',
    );
  }
}
