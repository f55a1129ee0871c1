import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { computedOnce } from './computed-once.ts';

const folder = temporaryFolder();

const LENGTH = 2 ** 28 + 1;

it('keeps numbers of more than 2 GiB, which no one call of Node takes', () => {
  const compute = vi.fn(([value]: readonly number[]) => [
    new Float64Array(LENGTH).fill(value!, 0, 1).fill(value!, LENGTH - 1),
  ]);
  const code = 'packages/sacrebleu-ts/src/significance';
  const once = computedOnce<number>({ name: 'large', code, bytesOf: () => [], compute }, folder());
  for (const _time of ['computed', 'read']) {
    const [values] = once([7]);
    expect([values!.length, values![0], values!.at(-1)]).toEqual([LENGTH, 7, 7]);
  }
  expect(compute).toHaveBeenCalledOnce();
}, 120_000);
