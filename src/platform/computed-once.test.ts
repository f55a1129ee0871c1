import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { computedOnce, type KeptFunction } from './computed-once.ts';

const folder = temporaryFolder();

/** Numbers that no rounding leaves alone. */
const roots = vi.fn((inputs: readonly number[]) =>
  inputs.map((input) => Float64Array.of(Math.sqrt(input), -0, Number.NaN, input / 3)),
);

const kept = (changed: Partial<KeptFunction<number>> = {}) =>
  computedOnce(
    {
      name: 'roots',
      code: 'packages/sacrebleu-ts/src/significance',
      bytesOf: (input) => [String(input)],
      compute: roots,
      ...changed,
    },
    folder(),
  );

beforeEach(() => {
  roots.mockClear();
});

const bytes = (values: readonly Float64Array[]) => values.map(({ buffer }) => Buffer.from(buffer));

function files(): string[] {
  const entries = readdirSync(folder(), { recursive: true, withFileTypes: true });
  return entries.flatMap((one) => (one.isFile() ? [join(one.parentPath, one.name)] : []));
}

it('gives the same bits from memory and from the disk, in the order of the inputs', () => {
  const first = kept()([2, 3]);
  const second = kept()([3, 5, 2]);
  expect(roots.mock.calls).toEqual([[[2, 3]], [[5]]]);
  expect(bytes(second)).toEqual(bytes(roots([3, 5, 2])));
  expect(bytes(first)).toEqual(bytes(roots([2, 3])));
});

it.each([
  ['the name', { name: 'others' }],
  ['the code', { code: 'packages/sacrebleu-ts/src/test-sets' }],
  ['what the input says', { bytesOf: (input: number) => [String(input), 'seed 7'] }],
  ['where its parts end', { bytesOf: (input: number) => ['', String(input)] }],
])('computes again where %s differs', (_what, changed) => {
  kept()([2]);
  kept(changed)([2]);
  expect(roots).toHaveBeenCalledTimes(2);
});

it.each([
  ['empty', () => Buffer.of()],
  ['cut off', (text: Buffer) => text.subarray(0, -8)],
  ['changed by a bit', (text: Buffer) => text.with(40, text[40]! ^ 1)],
])('computes again, and mends, what is %s', (_what, damage) => {
  kept()([2]);
  const [file] = files();
  const sound = readFileSync(file!);
  writeFileSync(file!, damage(sound));
  expect(bytes(kept()([2]))).toEqual(bytes(roots([2])));
  expect(readFileSync(file!)).toEqual(sound);
});

it('computes where nothing can be kept', () => {
  writeFileSync(folder('roots'), 'a file in the place of the folder');
  expect(bytes(kept()([2]))).toEqual(bytes(roots([2])));
});
