/**
 * Philox4x32-10, the counter-based random number generator of Salmon et al., "Parallel Random
 * Numbers: As Easy as 1, 2, 3" (2011), keyed as TensorFlow's `StatelessRandomUniform` keys it.
 *
 * A draw is a pure function of its key, so dropout masks and initial weights depend on
 * (seed, site, step) only: they survive a resume and are the same on every backend.
 */

/** Two signed 32-bit integers that select one stream. */
export type RandomKey = readonly [number, number];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** TensorFlow's constants for scrambling a user's seed into a key and a counter. */
const SCRAMBLE_KEY_0 = 0x3ec8f720;
const SCRAMBLE_KEY_1 = 0x02461e29;

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Replaces the four counter words in `block` by the generator's output for them. */
function philox(block: Uint32Array, key0: number, key1: number): void {
  let c0 = block[0]!;
  let c1 = block[1]!;
  let c2 = block[2]!;
  let c3 = block[3]!;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/**
 * Calls `take` with the words of the stream of `key`, block after block: `take(words, index)` for the
 * four unsigned words with numbers from 4 `index` on. They are those of TensorFlow's stateless
 * operations with `seed = key` on a CPU.
 */
function forEachBlock(
  blocks: number,
  key: RandomKey,
  take: (words: Uint32Array, index: number) => void,
): void {
  const block = new Uint32Array(4);
  // TensorFlow widens both halves of the seed to 64 bits with their sign.
  block.set([key[0], key[0] < 0 ? -1 : 0, key[1], key[1] < 0 ? -1 : 0]);
  philox(block, SCRAMBLE_KEY_0, SCRAMBLE_KEY_1);
  const [key0, key1, counter2, counter3] = block as unknown as [number, number, number, number];
  for (let counter = 0; counter < blocks; counter++) {
    block.set([counter, 0, counter2, counter3]);
    philox(block, key0, key1);
    take(block, counter);
  }
}

/**
 * `count` numbers uniform on [0, 1) with 23 random bits each, bit for bit those of TensorFlow's
 * `StatelessRandomUniform`.
 */
export function uniformFloats(count: number, key: RandomKey): Float32Array {
  const result = new Float32Array(count);
  forEachBlock(Math.ceil(count / 4), key, (words, index) => {
    for (let i = 0; i < 4 && 4 * index + i < count; i++) {
      result[4 * index + i] = (words[i]! & 0x7fffff) / 0x800000;
    }
  });
  return result;
}

/**
 * `count` random bytes: those of the words of TensorFlow's `StatelessRandomUniformFullInt`, the lowest
 * byte of a word first.
 */
export function randomBytes(count: number, key: RandomKey): Uint8Array {
  const words = new Uint32Array(4 * Math.ceil(count / 16));
  forEachBlock(words.length / 4, key, (block, index) => words.set(block, 4 * index));
  return new Uint8Array(words.buffer, 0, count);
}

/** `count` numbers from the standard normal distribution, by Box and Muller's transform. */
export function normalFloats(count: number, key: RandomKey): Float32Array {
  const uniform = uniformFloats(count + (count % 2), key);
  const result = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    // 1 - u lies in (0, 1], where the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform[i]!));
    const angle = 2 * Math.PI * uniform[i + 1]!;
    result[i] = radius * Math.cos(angle);
    if (i + 1 < count) result[i + 1] = radius * Math.sin(angle);
  }
  return result;
}

/** A signed 32-bit hash of `seed` and `site` (FNV-1a), the first half of a site's random key. */
export function siteSeed(seed: number, site: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${seed}/${site}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash;
}

/** The integers 0 to `count` - 1 in an order that depends on `key` only (Fisher and Yates). */
export function permutation(count: number, key: RandomKey): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const uniform = uniformFloats(2 * count, key);
  for (let i = count - 1; i > 0; i--) {
    // Two 23-bit draws make one of 46 bits, fine enough for any corpus.
    const draw = uniform[2 * i]! + uniform[2 * i + 1]! / 0x800000;
    const j = Math.floor(draw * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
