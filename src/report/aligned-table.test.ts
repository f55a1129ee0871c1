import { expect, it } from 'vitest';
import { alignedTable } from './aligned-table.ts';

it('lines columns up by the characters that appear, each to its side', () => {
  // The first row is four UTF-16 units, and two characters.
  expect(
    alignedTable(
      ['row', 'bytes'],
      [
        ['𝛽𝜀', '8'],
        ['A', '12'],
      ],
      'lr',
    ),
  ).toBe(`\
| row | bytes |
| :-- | ----: |
| 𝛽𝜀  |     8 |
| A   |    12 |`);
});
