import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeSafetensors } from './safetensors.ts';
import { checkpointPath, readCheckpoint } from './store.ts';

const STEP = 7;

let path: string;

beforeEach(() => {
  path = checkpointPath(mkdtempSync(join(tmpdir(), 'sublinear-large-')), STEP);
});

afterEach(() => rmSync(dirname(path), { recursive: true }));

/** Writes what is not zero; the rest are holes, which take no room on the disk. */
function writeSparse(parts: readonly Uint8Array[]): void {
  const file = openSync(path, 'w');
  const small = 1e6;
  let at = 0;
  for (const part of parts) {
    if (part.length < small) writeSync(file, part, 0, part.length, at);
    at += part.length;
  }
  truncateSync(path, at);
  closeSync(file);
}

it('a checkpoint of 4.5 GB, with tensors over 2 GiB, is encoded and read', () => {
  // Memory that is never written to takes no room either.
  const shape = [560_000_000];
  const zeros = { shape, values: new Float32Array(shape[0]!) };
  const last = { shape: [2, 2], values: Float32Array.of(1, -2, 3, -4) };
  const metadata = { format: 'sublinear checkpoint 1', step: String(STEP), training: '{}' };
  const parts = encodeSafetensors({ tensors: { a: zeros, b: zeros, last }, metadata });
  writeSparse(parts);
  const read = readCheckpoint(dirname(path), STEP, (name) => name === 'last');
  expect(read).toEqual({ step: STEP, tensors: { last }, metadata: { training: '{}' } });
}, 300_000);
