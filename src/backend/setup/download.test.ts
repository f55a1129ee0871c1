import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadWheel, verifyChecksum } from './download.ts';
import { cpuLibrary } from './wheel.ts';

const [cpuWheel] = cpuLibrary.wheels;

/** The SHA-256 of the four bytes `abc\n`. */
const checksumOfAbc = 'edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-download-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Puts a `python3` first on the PATH that notes its arguments and then runs a shell script. */
async function pretendPython(script: string): Promise<void> {
  const noteArguments = `printf '%s\\n' "$@" > '${folder}/arguments'`;
  await writeFile(path.join(folder, 'python3'), `#!/bin/sh\n${noteArguments}\n${script}\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
}

async function downloadFolder(): Promise<string> {
  const downloads = path.join(folder, 'downloads');
  await mkdir(downloads);
  return downloads;
}

describe('downloadWheel', () => {
  it('asks pip for one file, whatever the local Python is', async () => {
    const downloads = await downloadFolder();
    await pretendPython(`echo abc > '${downloads}/tensorflow.whl'`);
    const wheel = { ...cpuWheel, sha256: checksumOfAbc };
    expect(await downloadWheel(wheel, downloads)).toBe(path.join(downloads, 'tensorflow.whl'));
    const given = (await readFile(path.join(folder, 'arguments'), 'utf8')).split('\n');
    expect(given).toEqual(
      expect.arrayContaining(['download', '--no-deps', '3.12', 'manylinux_2_27_x86_64']),
    );
    expect(given).toContain('tensorflow-cpu==2.21.0');
  });

  it('refuses a file with another checksum', async () => {
    const downloads = await downloadFolder();
    await pretendPython(`echo tampered > '${downloads}/tensorflow.whl'`);
    await expect(downloadWheel(cpuWheel, downloads)).rejects.toThrow(`expected ${cpuWheel.sha256}`);
  });

  it('fails where pip fails', async () => {
    await pretendPython('exit 3');
    await expect(downloadWheel(cpuWheel, await downloadFolder())).rejects.toThrow(
      'python3 ended with exit code 3',
    );
  });
});

describe('verifyChecksum', () => {
  it('says what was found and what was expected', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, 'abc\n');
    await expect(verifyChecksum(file, checksumOfAbc)).resolves.toBeUndefined();
    await expect(verifyChecksum(file, '00')).rejects.toThrow(
      new RegExp(`file has the SHA-256 ${checksumOfAbc}, expected 00`),
    );
  });
});
