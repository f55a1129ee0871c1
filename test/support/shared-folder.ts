import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The path of a folder that all tests of a file share; it is removed after the last. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sublinear-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
