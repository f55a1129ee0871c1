/**
 * The stream of NumPy's `default_rng(seed)`: PCG64 (XSL-RR 128/64, O'Neill 2014) seeded through
 * `SeedSequence`. sacreBLEU resamples with it, so that the same seed here gives the same samples,
 * intervals and p-values rather than similar ones.
 */
export interface NumpyRandom {
  /** As `rng.integers(0, bound)` with `bound` from 1 to 2^32. */
  integer(bound: number): number;
  /**
   * As the elements, in turn, of one array `rng.integers(2, size=..., dtype=bool)`. Thirty-two of
   * them share a drawn word, which the next array does not go on with.
   */
  booleanArray(): () => boolean;
}

const TWO_32 = 2 ** 32;

/** @param seed a whole number from 0 to 2^53 - 1 */
export function createNumpyRandom(seed: number): NumpyRandom {
  const nextUint32 = createPcg64(seedWords(seed));

  return {
    // Lemire (2019), "Fast random integer generation in an interval".
    integer: (bound) => {
      if (bound === 1) return 0;
      while (true) {
        const word = nextUint32();
        const remainder = Math.imul(word, bound) >>> 0;
        if (remainder >= bound || remainder >= (TWO_32 - bound) % bound) {
          // The product may exceed 2^53; rounding undoes what its lowest bits lost.
          return Math.round((word * bound - remainder) / TWO_32);
        }
      }
    },

    booleanArray: () => {
      let word = 0;
      let bitsLeft = 0;
      return () => {
        if (bitsLeft === 0) {
          word = nextUint32();
          bitsLeft = 32;
        }
        const bit = word & 1;
        word >>>= 1;
        bitsLeft--;
        return bit === 1;
      };
    },
  };
}

/** NumPy's `SeedSequence(seed).generate_state(8)`, after O'Neill's "randutils" (2015). */
function seedWords(seed: number): Uint32Array {
  const entropy = [seed >>> 0, Math.floor(seed / TWO_32)];
  let multiplier = 0x43b0d7e5;
  function hash(value: number): number {
    const mixed = value ^ multiplier;
    multiplier = Math.imul(multiplier, 0x931e8875);
    const product = Math.imul(mixed, multiplier);
    return product ^ (product >>> 16);
  }

  const pool = new Uint32Array(4);
  for (let i = 0; i < pool.length; i++) pool[i] = hash(entropy[i] ?? 0);
  for (let source = 0; source < pool.length; source++) {
    for (let target = 0; target < pool.length; target++) {
      if (source === target) continue;
      const mixed =
        Math.imul(0xca01f9dd, pool[target]!) - Math.imul(0x4973f715, hash(pool[source]!));
      pool[target] = mixed ^ (mixed >>> 16);
    }
  }

  const words = new Uint32Array(8);
  let outputMultiplier = 0x8b51f9dd;
  for (let i = 0; i < words.length; i++) {
    const mixed = pool[i % pool.length]! ^ outputMultiplier;
    outputMultiplier = Math.imul(outputMultiplier, 0x58f38ded);
    const product = Math.imul(mixed, outputMultiplier);
    words[i] = product ^ (product >>> 16);
  }
  return words;
}

/**
 * PCG64's 32-bit words: the lower, then the upper half of every 64-bit output.
 * @param words initial state, then stream, of two 64-bit numbers each, upper before lower
 */
function createPcg64(words: Uint32Array): () => number {
  const stream = (joinWords(words.subarray(4)) << 1n) | 1n;
  const initial = joinWords(words.subarray(0, 4));
  const advance = createGenerator(stream + initial, stream);
  advance();
  const halves = new Uint32Array(2);
  let next = halves.length;
  return () => {
    if (next === halves.length) {
      const state = advance();
      const low = (state[0]! ^ state[4]!) | ((state[1]! ^ state[5]!) << 16);
      const high = (state[2]! ^ state[6]!) | ((state[3]! ^ state[7]!) << 16);
      // The upper six bits of the state say how far the 64-bit word is rotated to the right.
      const rotation = state[7]! >>> 10;
      const first = rotation < 32 ? low : high;
      const second = rotation < 32 ? high : low;
      halves[0] = funnelShift(first, second, rotation % 32);
      halves[1] = funnelShift(second, first, rotation % 32);
      next = 0;
    }
    return halves[next++]!;
  };
}

/** The 128-bit number whose upper 64 bits come first, each half with its lower word first. */
function joinWords(words: Uint32Array): bigint {
  const [a, b, c, d] = Array.from(words, BigInt);
  return (b! << 96n) | (a! << 64n) | (d! << 32n) | c!;
}

/** The lower half of the 64-bit number `high:low` shifted right by fewer than 32 bits. */
function funnelShift(low: number, high: number, bits: number): number {
  return bits === 0 ? low : (low >>> bits) | (high << (32 - bits));
}

// The limbs of PCG64's multiplier 0x2360ED051FC65DA44385DF649FCCF645, lowest first.
const M0 = 0xf645;
const M1 = 0x9fcc;
const M2 = 0xdf64;
const M3 = 0x4385;
const M4 = 0x5da4;
const M5 = 0x1fc6;
const M6 = 0xed05;
const M7 = 0x2360;

const LIMB = 2 ** 16;

/**
 * The linear congruential generator under PCG64. Each call multiplies the 128-bit state by the
 * multiplier, adds the increment and returns the state as eight 16-bit limbs, lowest first, in an
 * array that the next call overwrites. A double holds the sum of all products of one limb exactly.
 * The multiplication is written out because this is where resampling spends its time: as loops it
 * takes more than twice as long, and with `bigint` six times.
 */
function createGenerator(initialState: bigint, increment: bigint): () => Float64Array {
  const s = splitLimbs(initialState);
  const c = splitLimbs(increment);
  return () => {
    const [s0, s1, s2, s3] = [s[0]!, s[1]!, s[2]!, s[3]!];
    const [s4, s5, s6, s7] = [s[4]!, s[5]!, s[6]!, s[7]!];
    let t = c[0]! + s0 * M0;
    s[0] = t & 0xffff;
    t = c[1]! + s0 * M1 + s1 * M0 + (t - s[0]) / LIMB;
    s[1] = t & 0xffff;
    t = c[2]! + s0 * M2 + s1 * M1 + s2 * M0 + (t - s[1]) / LIMB;
    s[2] = t & 0xffff;
    t = c[3]! + s0 * M3 + s1 * M2 + s2 * M1 + s3 * M0 + (t - s[2]) / LIMB;
    s[3] = t & 0xffff;
    t = c[4]! + s0 * M4 + s1 * M3 + s2 * M2 + s3 * M1 + s4 * M0 + (t - s[3]) / LIMB;
    s[4] = t & 0xffff;
    t = c[5]! + s0 * M5 + s1 * M4 + s2 * M3 + s3 * M2 + s4 * M1 + s5 * M0 + (t - s[4]) / LIMB;
    s[5] = t & 0xffff;
    t =
      c[6]! +
      s0 * M6 +
      s1 * M5 +
      s2 * M4 +
      s3 * M3 +
      s4 * M2 +
      s5 * M1 +
      s6 * M0 +
      (t - s[5]) / LIMB;
    s[6] = t & 0xffff;
    t =
      c[7]! +
      s0 * M7 +
      s1 * M6 +
      s2 * M5 +
      s3 * M4 +
      s4 * M3 +
      s5 * M2 +
      s6 * M1 +
      s7 * M0 +
      (t - s[6]) / LIMB;
    s[7] = t & 0xffff;
    return s;
  };
}

function splitLimbs(value: bigint): Float64Array {
  return Float64Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(16 * i)) & 0xffffn));
}
