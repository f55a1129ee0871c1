import { permutation, type RandomKey, uniformFloats } from '../ops/philox.ts';

/** Rounds of the network; four suffice against an adversary, more cost little. */
const ROUNDS = 8;

/** Up to here the permutation is a list: so small a network shows its regularity. */
const LARGEST_LIST = 1024;

const DRAW_BITS = 23;

/** Mixes all bits of a 32-bit integer: the finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A permutation of the integers 0 to `count` - 1 that depends on `key` only, as a function: however
 * large `count` is, it takes next to no memory, and any place of it is found at once.
 *
 * A generalised Feistel network on pairs (left, right) with left * right a little over `count`, and
 * cycle walking for the rest: Black & Rogaway, "Ciphers with Arbitrary Finite Domains" (2002). The
 * keys of its rounds are drawn by Philox.
 */
export function indexPermutation(count: number, key: RandomKey): (index: number) => number {
  const place = count > LARGEST_LIST ? network(count, key) : listed(count, key);
  return (index) => {
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new RangeError(`the index ${index} is not one of 0 to ${count - 1}`);
    }
    return place(index);
  };
}

function listed(count: number, key: RandomKey): (index: number) => number {
  const order = permutation(count, key);
  return (index) => order[index]!;
}

function network(count: number, key: RandomKey): (index: number) => number {
  const lefts = Math.ceil(Math.sqrt(count));
  const rights = Math.ceil(count / lefts);
  const draws = uniformFloats(2 * ROUNDS, key);
  const roundKeys = Uint32Array.from({ length: ROUNDS }, (_, round) => {
    const [high, low] = [draws[2 * round]!, draws[2 * round + 1]!];
    return Math.floor(high * 2 ** 16) * 2 ** 16 + (Math.floor(low * 2 ** DRAW_BITS) % 2 ** 16);
  });
  const scramble = (index: number) => {
    let left = index % lefts;
    let right = Math.floor(index / lefts);
    for (let round = 0; round < ROUNDS; round++) {
      const roundKey = roundKeys[round]!;
      if (round % 2 === 0) left = (left + mix(mix(right) ^ roundKey)) % lefts;
      else right = (right + mix(mix(left) ^ roundKey)) % rights;
    }
    return right * lefts + left;
  };
  return (index) => {
    let place = scramble(index);
    while (place >= count) place = scramble(place);
    return place;
  };
}
