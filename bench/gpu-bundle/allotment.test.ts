import { expect, it } from 'vitest';
import { SHAPES } from '../harness/shapes.ts';
import { allotment, partsOf } from './allotment.ts';

const shapes = SHAPES.filter(({ name }) => ['small', 'base'].includes(name));

it('has every size with each optimiser on every side, the smaller size first', () => {
  const names = partsOf(shapes).map(
    ({ shape, optimizer, side }) => `${shape.name} ${optimizer} ${side}`,
  );
  expect(names).toEqual([
    'small adam device',
    'small adam compared',
    'small adam processor',
    'small adafactor device',
    'small adafactor compared',
    'small adafactor processor',
    'base adam device',
    'base adam compared',
    'base adam processor',
    'base adafactor device',
    'base adafactor compared',
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
  // Four times as wide; the device has four parts of ten, the processor five.
  expect(shares[6]! / shares[0]!).toBeCloseTo(4);
  expect(shares[0]! / shares[2]!).toBeCloseTo(4 / 5);
});

it('shares what a part leaves among those after it, and has nothing when time is up', () => {
  const parts = [{ weight: 1 }, { weight: 3 }];
  expect(allotment(parts, 100)).toBe(25);
  expect(allotment(parts.slice(1), 99)).toBe(99);
  expect(allotment(parts, -5)).toBe(0);
});
