import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../errors.ts';
import {
  checkpointSteps,
  newestCheckpoint,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from './store.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-checkpoints-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (step: number) => ({
  step,
  tensors: { x: { shape: [2], values: Float32Array.of(step, -step) } },
  metadata: { training: `{"step":${step}}` },
});

const write = (...steps: number[]): void => {
  for (const step of steps) writeCheckpoint(folder, at(step));
};

const damage = (step: number, change: (bytes: Buffer) => Buffer): void => {
  const name = readdirSync(folder).find((file) => file.includes(String(step)))!;
  writeFileSync(join(folder, name), change(readFileSync(join(folder, name))));
};

describe('a checkpoint', () => {
  it('is read as it was written', () => {
    write(7);
    expect(readCheckpoint(folder, 7)).toEqual(at(7));
  });

  it('is the newest of those that are there, by step and not by name or time', () => {
    write(900, 1000, 20);
    expect(checkpointSteps(folder)).toEqual([20, 900, 1000]);
    expect(newestCheckpoint(folder, expect.unreachable)).toEqual(at(1000));
  });

  it('is passed over, and named, when it is damaged', () => {
    write(1, 2, 3);
    damage(3, (bytes) => bytes.subarray(0, -1));
    damage(2, (bytes) => bytes.fill(bytes[40]! ^ 1, 40, 41));
    const damaged = vi.fn();
    expect(newestCheckpoint(folder, damaged)).toEqual(at(1));
    expect(damaged.mock.calls.map(([path]) => path)).toEqual([
      join(folder, 'step-000000003.safetensors'),
      join(folder, 'step-000000002.safetensors'),
    ]);
  });

  it('is not believed under the name of another step', () => {
    write(1);
    writeFileSync(
      join(folder, 'step-000000009.safetensors'),
      readFileSync(join(folder, 'step-000000001.safetensors')),
    );
    expect(newestCheckpoint(folder, () => {})).toEqual(at(1));
  });

  it('that was being written when the process died is no checkpoint', () => {
    write(1);
    writeFileSync(join(folder, 'partial'), 'half of');
    expect(newestCheckpoint(folder, expect.unreachable)).toEqual(at(1));
    write(2);
    expect(existsSync(join(folder, 'partial'))).toBe(false);
  });

  it('that cannot be written is a message, and leaves the folder as it was', () => {
    write(1);
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeCheckpoint(join(folder, 'file'), at(2))).toThrow(UserError);
    expect(readCheckpoint(folder, 1)).toEqual(at(1));
  });
});

it('an empty folder and a missing one have no checkpoint', () => {
  expect(newestCheckpoint(folder, expect.unreachable)).toBeUndefined();
  expect(newestCheckpoint(join(folder, 'missing'), expect.unreachable)).toBeUndefined();
});

it('pruning keeps the last ones and the ones that are named', () => {
  write(1, 2, 3, 4, 5);
  pruneCheckpoints(folder, 2, [2, 5]);
  expect(checkpointSteps(folder)).toEqual([2, 4, 5]);
  pruneCheckpoints(folder, 9, []);
  expect(checkpointSteps(folder)).toEqual([2, 4, 5]);
});
