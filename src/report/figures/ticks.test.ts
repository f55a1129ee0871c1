import { expect, it } from 'vitest';
import { spacedTicks } from './ticks.ts';

const FACTORS = [0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8];

const areaOf = (width: number, [from, to]: readonly [number, number]) => ({
  ...{ left: 40, right: 40 + width, top: 10, bottom: 200 },
  ...{ x: [from, to] as const, y: [0, 1] as const, logX: true },
});

it('leaves out numbers that would meet, and keeps both ends', () => {
  expect(spacedTicks(FACTORS, areaOf(900, [0.0625, 8]), String)).toEqual(FACTORS);
  const kept = spacedTicks(FACTORS, areaOf(210, [0.0625, 8]), String);
  expect([kept[0], kept.at(-1)]).toEqual([0.0625, 8]);
  expect(kept).not.toContain(0.125);
});

it('keeps what it is told to before all others', () => {
  const area = areaOf(100, [0.5, 4]);
  expect(spacedTicks([0.5, 1, 2, 2.4, 4], area, String, [2.4])).toEqual([0.5, 1, 2.4, 4]);
  expect(spacedTicks([0.5, 1, 2, 2.4, 4], area, String)).toEqual([0.5, 1, 2, 4]);
});
