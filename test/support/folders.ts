import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';

const make = () => mkdtempSync(join(tmpdir(), 'sublinear-test-'));
const remove = (folder: string) => rmSync(folder, { recursive: true });

/** A folder for all tests of the file or block that calls this; it is removed after them. */
export function folderForTests(): string {
  const folder = make();
  afterAll(() => remove(folder));
  return folder;
}

/** The path of a new folder in each test of the file or block that calls this. */
export function folderForEachTest(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = make();
  });
  afterEach(() => remove(folder));
  return () => folder;
}
