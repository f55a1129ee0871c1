import { expect, it } from 'vitest';
import { SHAPES } from '../harness/shapes.ts';
import { allotment, partsOf } from './allotment.ts';

const shapes = SHAPES.filter(({ name }) => ['small', 'base'].includes(name));

it('has every size with each optimiser on both sides, the smaller size first', () => {
  const names = partsOf(shapes).map(
    ({ shape, optimizer, side }) => `${shape.name} ${optimizer} ${side}`,
  );
  expect(names).toEqual([
    'small adam device',
    'small adam processor',
    'small adafactor device',
    'small adafactor processor',
    'base adam device',
    'base adam processor',
    'base adafactor device',
    'base adafactor processor',
  ]);
});

it('gives all the time there is where every part takes its share', () => {
  let left = 440;
  const parts = partsOf(shapes);
  const shares = parts.map((_, i) => {
    const share = allotment(parts.slice(i), left);
    left -= share;
    return share;
  });
  expect(left).toBeCloseTo(0);
  // Four times as wide, and three parts of five for the device.
  expect(shares[4]! / shares[0]!).toBeCloseTo(4);
  expect(shares[0]! / shares[1]!).toBeCloseTo(3 / 2);
});

it('shares what a part leaves among those after it, and has nothing when time is up', () => {
  const parts = [{ weight: 1 }, { weight: 3 }];
  expect(allotment(parts, 100)).toBe(25);
  expect(allotment(parts.slice(1), 99)).toBe(99);
  expect(allotment(parts, -5)).toBe(0);
});
