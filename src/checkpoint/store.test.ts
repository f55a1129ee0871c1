import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { encodeSafetensors } from './safetensors.ts';
import {
  checkpointPath,
  checkpointSteps,
  newestCheckpoint,
  pruneCheckpoints,
  readCheckpoint,
  removeAllCheckpoints,
  writeCheckpoint,
} from './store.ts';

const inFolder = temporaryFolder();

const at = (step: number) => ({
  step,
  tensors: { x: { shape: [2], values: Float32Array.of(step, -step) } },
  metadata: { training: `{"step":${step}}` },
});

const write = (...steps: number[]): void => {
  for (const step of steps) writeCheckpoint(inFolder(), at(step));
};

const damage = (step: number, change: (bytes: Buffer) => Buffer): void => {
  const name = readdirSync(inFolder()).find((file) => file.includes(String(step)))!;
  writeFileSync(inFolder(name), change(readFileSync(inFolder(name))));
};

describe('a checkpoint', () => {
  it('is read as it was written', () => {
    write(7);
    expect(readCheckpoint(inFolder(), 7)).toEqual(at(7));
  });

  it('is the newest of those that are there, by step and not by name or time', () => {
    write(900, 1000, 20);
    expect(checkpointSteps(inFolder())).toEqual([20, 900, 1000]);
    expect(newestCheckpoint(inFolder(), expect.unreachable)).toEqual(at(1000));
  });

  it('is passed over, and named, when it is damaged', () => {
    write(1, 2, 3);
    damage(3, (bytes) => bytes.subarray(0, -1));
    damage(2, (bytes) => bytes.fill(bytes[40]! ^ 1, 40, 41));
    const damaged = vi.fn();
    expect(newestCheckpoint(inFolder(), damaged)).toEqual(at(1));
    expect(damaged.mock.calls.map(([path]) => path)).toEqual([
      inFolder('step-000000003.safetensors'),
      inFolder('step-000000002.safetensors'),
    ]);
  });

  it('is not believed under the name of another step', () => {
    write(1);
    writeFileSync(
      inFolder('step-000000009.safetensors'),
      readFileSync(inFolder('step-000000001.safetensors')),
    );
    expect(newestCheckpoint(inFolder(), () => {})).toEqual(at(1));
  });

  it('that was being written when the process died is no checkpoint', () => {
    write(1);
    const begun = `${checkpointPath(inFolder(), 2)}.lease-0123456789abcdef.partial`;
    writeFileSync(begun, 'half of');
    expect(newestCheckpoint(inFolder(), expect.unreachable)).toEqual(at(1));
  });

  it('of another version is refused, and never taken for a damaged one', () => {
    write(1, 2);
    const path = inFolder('step-000000002.safetensors');
    const metadata = { format: 'sublinear checkpoint 2', step: '2' };
    writeFileSync(path, Buffer.concat(encodeSafetensors({ tensors: {}, metadata })));
    const read = () => newestCheckpoint(inFolder(), expect.unreachable);
    expect(read).toThrow(UserError);
    expect(read).toThrow(`${path}: is a "sublinear checkpoint 2", and this version reads`);
  });

  it('that cannot be read is a message with its name', () => {
    write(1);
    const path = inFolder('step-000000002.safetensors');
    mkdirSync(path);
    const read = () => newestCheckpoint(inFolder(), expect.unreachable);
    expect(read).toThrow(UserError);
    expect(read).toThrow(
      `${path}: cannot be read: there is a folder where a file must be (EISDIR)`,
    );
  });

  it('that cannot be written is a message, and leaves the folder as it was', () => {
    write(1);
    writeFileSync(inFolder('file'), '');
    expect(() => writeCheckpoint(inFolder('file'), at(2))).toThrow(UserError);
    expect(readCheckpoint(inFolder(), 1)).toEqual(at(1));
  });
});

it('an empty folder and a missing one have no checkpoint', () => {
  expect(newestCheckpoint(inFolder(), expect.unreachable)).toBeUndefined();
  expect(newestCheckpoint(inFolder('missing'), expect.unreachable)).toBeUndefined();
});

it('pruning keeps the last ones and the ones that are named', () => {
  write(1, 2, 3, 4, 5);
  pruneCheckpoints(inFolder(), { reached: 5, last: 2, steps: [2, 5] });
  expect(checkpointSteps(inFolder())).toEqual([2, 4, 5]);
  pruneCheckpoints(inFolder(), { reached: 5, last: 9, steps: [] });
  expect(checkpointSteps(inFolder())).toEqual([2, 4, 5]);
});

it('pruning never takes a good one because of later ones that training could not go on from', () => {
  write(1, 2, 3, 8, 9);
  damage(8, (bytes) => bytes.subarray(0, -1));
  damage(9, (bytes) => bytes.subarray(0, -1));
  pruneCheckpoints(inFolder(), { reached: 3, last: 2, steps: [] });
  expect(checkpointSteps(inFolder())).toEqual([2, 3]);
});

it('all of them are removed where training begins anew', () => {
  write(1, 2);
  removeAllCheckpoints(inFolder());
  expect(checkpointSteps(inFolder())).toEqual([]);
});
