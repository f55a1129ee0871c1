import { expect, it } from 'vitest';
import { growth, type Sample, slowdown } from './samples.ts';

const sample = (residentBytes: number, tokensPerSecond: number): Sample => ({
  step: 0,
  residentBytes,
  tensors: 1,
  tokensPerSecond,
});

it('finds the largest rise of memory, wherever it lies', () => {
  const samples = [1000, 900, 990, 950].map((bytes) => sample(bytes, 1));
  expect(growth(samples)).toBeCloseTo(0.1, 12);
  expect(growth(samples.slice(2))).toBe(0);
});

it('compares the speed at the end with that at the start, the first sample left out', () => {
  const speeds = [1, ...Array.from({ length: 20 }, (_, i) => (i < 2 ? 100 : i < 18 ? 7 : 90))];
  expect(slowdown(speeds.map((speed) => sample(1, speed)))).toBeCloseTo(0.1, 12);
});
