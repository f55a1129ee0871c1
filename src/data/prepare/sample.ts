import { siteSeed, uniformFloats } from '../../ops/philox.ts';

/**
 * Picks `size` of `count` items, all sets alike, in one pass over them: Knuth, "The Art of Computer
 * Programming", volume 2, algorithm S. What is picked depends on the arguments only.
 *
 * @returns to be called once for each item in turn: whether it is picked
 */
export function sampler(count: number, size: number, seed: number): () => boolean {
  const site = siteSeed(seed, 'vocabulary sample');
  const drawn = 4096;
  let draws: Float32Array = new Float32Array(0);
  let item = 0;
  let missing = Math.min(size, count);
  return () => {
    if (item % drawn === 0) draws = uniformFloats(drawn, [site, item / drawn]);
    const picked = draws[item % drawn]! * (count - item) < missing;
    item++;
    if (picked) missing--;
    return picked;
  };
}
