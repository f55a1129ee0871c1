import { siteSeed, uniformFloats } from '../../src/ops/philox.ts';

/** A whole number from 0 to below `limit`, all alike. */
export type Draw = (limit: number) => number;

/** Draws that follow from `seed` alone. */
export function seededDraw(seed: number): Draw {
  const site = siteSeed(seed, 'faults');
  let drawn = 0;
  return (limit) => Math.floor(uniformFloats(1, [site, drawn++])[0]! * limit);
}
