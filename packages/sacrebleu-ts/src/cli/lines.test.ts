import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { decodeLines } from './lines.ts';

async function decodeInChunks(bytes: Buffer, size: number): Promise<string[]> {
  const chunks: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
  const lines: string[] = [];
  for await (const batch of decodeLines(Readable.from(chunks), 'test')) lines.push(...batch);
  return lines;
}

it.each([1, 2, 3, 7, 1000])('puts together what chunks of %d bytes cut apart', async (size) => {
  const bytes = Buffer.from('\ufeffeins\n\n  zwei 委员 \r\n👍🏽\u2028drei');
  expect(await decodeInChunks(bytes, size)).toEqual([
    '\ufeffeins',
    '',
    '  zwei 委员',
    '👍🏽\u2028drei',
  ]);
});

it('knows the line that is not UTF-8, whatever the chunks', async () => {
  const bytes = Buffer.concat([Buffer.from('a\nb\nc\n'), Buffer.from([0x64, 0xff, 0x0a, 0x65])]);
  for (const size of [1, 3, 100]) {
    await expect(decodeInChunks(bytes, size)).rejects.toThrow(/test is not UTF-8 in line 4/);
  }
});
