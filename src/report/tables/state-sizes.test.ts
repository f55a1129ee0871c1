import { expect, it } from 'vitest';
import { TINY } from '../../../test/support/tiny-model.ts';
import type { SizeTable } from '../../experiment/state-sizes.ts';
import { markdownStateSizes } from './state-sizes.ts';

const size = (elements: number) => ({ elements, bytes: 4 * elements });

const TABLE: SizeTable = {
  size: 'tiny',
  model: { ...TINY, dModel: 64, dFeedForward: 256, heads: 4 },
  vocabulary: 2500,
  optimizers: [
    { row: '', label: 'adam', parameters: size(10_000), state: size(20_000) },
    { row: 'O', label: 'Adafactor', parameters: size(10_000), state: size(234) },
  ],
};

it('lays out a table for each size', () => {
  expect(markdownStateSizes([TABLE])).toBe(`\
tiny: d 64, feed-forward 256, 4 heads, 2+2 layers, 2,500 subwords

| row | optimiser | parameters | state: elements | state: bytes | bytes a parameter |
| :-- | :-------- | ---------: | --------------: | -----------: | ----------------: |
|     | adam      |     10,000 |          20,000 |       80,000 |              8.00 |
| O   | Adafactor |     10,000 |             234 |          936 |             0.094 |`);
});

it('has no column of rows where there are none', () => {
  const named = { ...TABLE, optimizers: TABLE.optimizers.slice(0, 1) };
  expect(markdownStateSizes([named])).toContain('\n| optimiser | parameters |');
});
