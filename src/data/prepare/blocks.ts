/** Pairs that a worker has at a time; shards depend on it. */
export const BLOCK_PAIRS = 4096;
