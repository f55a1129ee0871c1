import { expect, it } from 'vitest';
import { PIECE_BYTES, pieces } from './pieces.ts';

it('covers bytes over 2 GiB, in order and without copying them', () => {
  const bytes = new Uint8Array(3_000_000_000);
  let at = 0;
  for (const piece of pieces(bytes)) {
    expect([piece.buffer === bytes.buffer, piece.byteOffset]).toEqual([true, at]);
    expect(piece.length).toBeLessThanOrEqual(PIECE_BYTES);
    at += piece.length;
  }
  expect(at).toBe(bytes.length);
});

it('gives nothing of nothing', () => {
  expect([...pieces(new Uint8Array(0))]).toEqual([]);
});
