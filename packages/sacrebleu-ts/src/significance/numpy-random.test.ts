import { expect, it } from 'vitest';
import { createNumpyRandom } from './numpy-random.ts';

// All expected values were printed by NumPy 2.4.

// default_rng(seed).choice(bound, size=12), which draws integers(0, bound, size=12)
it.each([
  [12345, 10, [6, 2, 7, 3, 2, 7, 6, 6, 9, 3, 8, 3]],
  [0, 3003, [2554, 1912, 1534, 810, 924, 123, 225, 49, 526, 2442, 1950, 2741]],
  [2 ** 40 + 7, 1000, [206, 829, 609, 255, 17, 153, 504, 674, 885, 738, 94, 489]],
  [
    2 ** 32 - 1,
    2 ** 32 - 1,
    [
      819527070, 1082089384, 3110619137, 940880429, 3906526356, 1233878477, 916358420, 2658504450,
      3037489633, 4015847210, 565913266, 1271167209,
    ],
  ],
  [
    // A bound for which nearly half of the drawn words are refused.
    99,
    2 ** 31 + 1,
    [
      2022759187, 1320494442, 1220379519, 615869797, 1190804278, 228466717, 1998110049, 644403501,
      528034840, 839837155, 1478112608, 580404125,
    ],
  ],
  [1, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
])('seed %d draws integers below %d as NumPy does', (seed, bound, expected) => {
  const random = createNumpyRandom(seed);
  expect(expected.map(() => random.integer(bound))).toEqual(expected);
});

// default_rng(12345).integers(2, size=70, dtype=bool)
it('draws booleans as NumPy does', () => {
  const expected = '1011100110000011111111110100110110110001100011010100110001011100011110';
  const next = createNumpyRandom(12345).booleanArray();
  expect(Array.from(expected, () => (next() ? '1' : '0')).join('')).toBe(expected);
});

// rng = default_rng(3); rng.integers(2, size=70, dtype=bool); rng.integers(0, 100, size=5)
it('goes on with fresh words after an array of booleans', () => {
  const random = createNumpyRandom(3);
  const next = random.booleanArray();
  for (let i = 0; i < 70; i++) next();
  expect(Array.from({ length: 5 }, () => random.integer(100))).toEqual([23, 18, 80, 86, 58]);
});
