import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ByteSource,
  type Contents,
  DamagedFile,
  decodeSafetensors,
  encodeSafetensors,
} from './safetensors.ts';

const bytesOf = (contents: Contents): Buffer => Buffer.concat(encodeSafetensors(contents));

const sourceOf = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: (target, position) => {
    target.set(bytes.subarray(position, position + target.length));
  },
});

const example: Contents = {
  tensors: {
    'parameters/embedding': { shape: [2, 3], values: Float32Array.of(1, -0, 3.5, 1e-40, 5, 6) },
    'parameters/scale': { shape: [], values: Float32Array.of(Number.NEGATIVE_INFINITY) },
    step: { shape: [1], values: Int32Array.of(-7) },
    nothing: { shape: [0, 4], values: new Float32Array(0) },
  },
  metadata: { format: '1', training: '{"note":"ä"}' },
};

describe('a safetensors file', () => {
  it('gives back what was written, bit for bit', () => {
    const { tensors, metadata } = decodeSafetensors(sourceOf(bytesOf(example)));
    expect(metadata).toEqual(example.metadata);
    expect(Object.keys(tensors)).toEqual(Object.keys(example.tensors));
    for (const [name, { shape, values }] of Object.entries(example.tensors)) {
      expect(tensors[name]!.shape).toEqual(shape);
      expect(tensors[name]!.values.constructor).toBe(values.constructor);
      expect(Buffer.from(tensors[name]!.values.buffer)).toEqual(
        Buffer.from(values.buffer, values.byteOffset, values.byteLength),
      );
    }
  });

  it('has the same bytes for the same contents', () => {
    expect(bytesOf(example)).toEqual(bytesOf(structuredClone(example)));
  });

  it('is laid out as the format says: length, JSON header, data in order', () => {
    const bytes = bytesOf(example);
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect((8 + length) % 8).toBe(0);
    expect(header['parameters/embedding']).toEqual({
      dtype: 'F32',
      shape: [2, 3],
      data_offsets: [0, 24],
    });
    expect(header.step).toEqual({ dtype: 'I32', shape: [1], data_offsets: [28, 32] });
    expect(bytes.readFloatLE(8 + length + 8)).toBe(3.5);
  });

  it('gives only the tensors that are wanted', () => {
    const { tensors } = decodeSafetensors(sourceOf(bytesOf(example)), (name) => name === 'step');
    expect(tensors).toEqual({ step: example.tensors.step });
  });

  it('is refused when it is cut short anywhere', () => {
    const bytes = bytesOf(example);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(sourceOf(bytes.subarray(0, length)))).toThrow(DamagedFile);
    }
  });

  it('is refused when any bit of it is another', () => {
    const bytes = bytesOf(example);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= 1 << bit;
        expect(() => decodeSafetensors(sourceOf(flipped))).toThrow(DamagedFile);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
