/** A stream of uniform unsigned 32-bit integers. */
export type RandomSource = () => number;

const MASK_64 = (1n << 64n) - 1n;

/**
 * SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators"), in the
 * form of https://prng.di.unimi.it/splitmix64.c. It only stretches a seed into a longer state.
 */
export function splitMix64(seed: bigint): () => bigint {
  let state = seed & MASK_64;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK_64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
    return z ^ (z >> 31n);
  };
}

/** Four 32-bit words, not all zero. */
export type Xoshiro128State = readonly [number, number, number, number];

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/**
 * xoshiro128** 1.1 (Blackman & Vigna 2018, "Scrambled linear pseudorandom number generators"),
 * after https://prng.di.unimi.it/xoshiro128starstar.c. It works in 32-bit integers alone, so its
 * numbers are the same on every machine.
 */
export function xoshiro128StarStar(state: Xoshiro128State): RandomSource {
  let [s0, s1, s2, s3] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotateLeft(s3, 11);
    return result;
  };
}

/** xoshiro128** with its state filled from `seed` by SplitMix64, as its authors advise. */
export function seededRandom(seed: number): RandomSource {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed is ${seed}; expected a safe integer`);
  }
  const next = splitMix64(BigInt(seed));
  const a = next();
  const b = next();
  const low = (x: bigint): number => Number(x & 0xffffffffn);
  const high = (x: bigint): number => Number(x >> 32n);
  return xoshiro128StarStar([low(a), high(a), low(b), high(b)]);
}

const TWO_TO_32 = 2 ** 32;

/** A uniform integer in [0, bound). Rejection keeps it exactly uniform. */
export function integerBelow(random: RandomSource, bound: number): number {
  const limit = TWO_TO_32 - (TWO_TO_32 % bound);
  let x = random();
  while (x >= limit) x = random();
  return x % bound;
}

/** True in `percent` of a hundred draws. */
export function chance(random: RandomSource, percent: number): boolean {
  return integerBelow(random, 100) < percent;
}

/** One of the choices, each drawn in proportion to its whole-number weight. */
export function weighted<const T>(
  random: RandomSource,
  choices: readonly (readonly [number, T])[],
): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let ticket = integerBelow(random, total);
  for (const [weight, choice] of choices) {
    if (ticket < weight) return choice;
    ticket -= weight;
  }
  throw new RangeError('expected at least one choice with a positive weight');
}

/** A uniformly shuffled copy (Fisher & Yates). */
export function shuffled<T>(random: RandomSource, items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = integerBelow(random, i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
