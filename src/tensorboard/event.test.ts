import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Event, encodeEvent } from './event.ts';
import { encodeRecord, maskedChecksum } from './record.ts';

type Vector = { readonly event: Event; readonly record: string };

const VECTORS = new URL('./vectors/events.vectors.json', import.meta.url);

it("writes TensorBoard's own bytes", () => {
  const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[];
  expect(vectors.length).toBeGreaterThan(40);
  for (const { event, record } of vectors) {
    const bytes = encodeRecord(encodeEvent(event));
    expect(Buffer.from(bytes).toString('base64'), JSON.stringify(event)).toBe(record);
  }
});

it('masks the checksum that RFC 3720 gives for its examples', () => {
  const unmasked = (bytes: Uint8Array) => {
    const rotated = (maskedChecksum(bytes) - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  expect(unmasked(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(unmasked(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(unmasked(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});
