import { expect, it } from 'vitest';
import { assignLineStyles, COLORS, lineClasses } from './line-styles.ts';

it('lets a row keep its style, and gives a new one the first that is free', () => {
  const first = assignLineStyles(new Map(), ['A', 'B', 'C']);
  expect([...first]).toEqual([
    ['A', 0],
    ['B', 1],
    ['C', 2],
  ]);
  const without = assignLineStyles(first, ['A', 'C']);
  expect([...without]).toEqual([
    ['A', 0],
    ['C', 2],
  ]);
  const other = assignLineStyles(without, ['A', 'C', 'D', 'E']);
  expect(Object.fromEntries(other)).toEqual({ A: 0, C: 2, D: 1, E: 3 });
});

it('has a style of its own for each of 22 rows', () => {
  const rows = Array.from({ length: 22 }, (_, row) => `row ${row}`);
  const classes = [...assignLineStyles(new Map(), rows).values()].map((style) =>
    lineClasses(style).join(' '),
  );
  expect(new Set(classes).size).toBe(22);
  expect(classes[COLORS]).toBe('color-0 dashed-1');
});
