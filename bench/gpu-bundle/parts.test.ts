import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/platform/errors.ts';
import { buildProgram } from './build-program.ts';
import { bundleParts, SIZE_LIMIT } from './parts.ts';

/** The parts, or why there are none on this machine. */
function partsOrReason() {
  try {
    return { parts: bundleParts(), reason: undefined };
  } catch (error) {
    if (error instanceof UserError) return { parts: [], reason: error.message };
    throw error;
  }
}

const { parts, reason } = partsOrReason();
const skipped = reason === undefined ? '' : `, skipped: ${reason}`;

describe.skipIf(reason !== undefined)(`the bundle for a GPU${skipped}`, () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sublinear-bundle-'));
    await buildProgram(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has every part once, and what the program looks for', () => {
    const places = parts.map(({ to }) => to);
    expect(new Set(places).size).toBe(places.length);
    for (const { from } of parts) expect(statSync(from).size, from).toBeGreaterThan(0);
    expect(places).toEqual(
      expect.arrayContaining([
        'run.sh',
        'node.gz',
        'program/lib/libvulkan.so.1',
        'program/node_modules/webgpu/dist/linux-x64/dawn.node.gz',
        'program/configs/data/builtin.tsv.gz',
        'program/configs/data/builtin.model',
        'program/configs/models/base.yaml',
        'program/tfjs-backend-wasm-simd.wasm',
      ]),
    );
  });

  it('is small enough to travel, even where it is compressed in haste', () => {
    const copied = parts.reduce((sum, { from, to }) => {
      const bytes = readFileSync(from);
      const isCompressed = to.endsWith('.gz') && !from.endsWith('.gz');
      return sum + (isCompressed ? gzipSync(bytes, { level: 1 }) : bytes).length;
    }, 0);
    const program = readdirSync(folder).reduce(
      (sum, name) => sum + statSync(join(folder, name)).size,
      0,
    );
    expect(program).toBeGreaterThan(0);
    expect(copied + program).toBeLessThan(SIZE_LIMIT);
  });

  it('has a program that names no place of this checkout, and that asks for no other package', () => {
    const programs = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(programs).toHaveLength(1);
    const [text] = programs as [string];
    expect(text).not.toContain(process.cwd());
    const packages = [...text.matchAll(/import\("([^."/][^"]*)"\)/g)].map(([, name]) => name!);
    expect([...new Set(packages)].filter((name) => !name.startsWith('node:')).toSorted()).toEqual([
      '@tensorflow/tfjs-node',
      '@tensorflow/tfjs-node-gpu',
      'webgpu',
    ]);
  });
});
