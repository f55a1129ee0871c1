import crc32c from 'crc-32/crc32c.js';

const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 4;

/** What TensorFlow adds to a rotated checksum, so that checksums of checksums stay apart. */
const MASK_DELTA = 0xa282ead8;

/** TensorFlow's masked CRC-32C (Castagnoli) of `bytes`. */
export function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + MASK_DELTA) >>> 0;
}

/**
 * `content` as one record of a TFRecord file: its length as 64 bits, the checksum of these, the
 * content, its checksum; numbers are little-endian.
 */
export function encodeRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(LENGTH_BYTES + CHECKSUM_BYTES + content.length + CHECKSUM_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(LENGTH_BYTES, maskedChecksum(record.subarray(0, LENGTH_BYTES)), true);
  record.set(content, LENGTH_BYTES + CHECKSUM_BYTES);
  view.setUint32(record.length - CHECKSUM_BYTES, maskedChecksum(content), true);
  return record;
}
