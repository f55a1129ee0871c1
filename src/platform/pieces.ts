/** Node hashes, reads and writes at most 2 GiB in one call. */
export const PIECE_BYTES = 1 << 26;

/** `bytes` in order, as views of at most `PIECE_BYTES` each, which one call of Node can take. */
export function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}
