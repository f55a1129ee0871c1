import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { positionSignal } from './transformer.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const rows = (length: number, dModel: number) => positionSignal(length, dModel).arraySync();

it('has sines in the first half and cosines in the second', () => {
  // The time scales of 8 features are 10000^(i/3): 1, 21.5, 464.2, 10000.
  const angles = [1, 10_000 ** (1 / 3), 10_000 ** (2 / 3), 10_000].map((scale) => 37 / scale);
  const expected = [...angles.map(Math.sin), ...angles.map(Math.cos)];
  expect(rows(40, 8)[37]).toEqual(expected.map((value) => expect.closeTo(value, 6)));
});

it('starts with zeros and ones', () => {
  expect(rows(1, 6)).toEqual([[0, 0, 0, 1, 1, 1]]);
});

it('has one wave where there are two features', () => {
  const expected = [0, 1, 2].map((position) => [Math.sin(position), Math.cos(position)]);
  expect(rows(3, 2)).toEqual(expected.map((row) => row.map((value) => expect.closeTo(value, 6))));
});

it('is the same at a position whatever the length', () => {
  expect(rows(50, 16).slice(0, 20)).toEqual(rows(20, 16));
});
