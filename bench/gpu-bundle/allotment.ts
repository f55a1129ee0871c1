import type { Shape } from '../harness/shapes.ts';
import { COMPARISONS, type Comparison } from '../step/measure.ts';

/**
 * Who computes what: the device is timed; then it takes the steps that the processor takes too, whose
 * losses are compared.
 */
export const SIDES = ['device', 'compared', 'processor'] as const;

type Side = (typeof SIDES)[number];

/** One process's work: one side trains one size with one optimiser. */
export type Part = {
  readonly shape: Shape;
  readonly optimizer: Comparison;
  readonly side: Side;
  /** Its part of the sum of all weights is its share of the time. */
  readonly weight: number;
};

/** The device takes many steps, and both take few; the processor takes up to half a minute for one. */
const SIDE_WEIGHTS: { readonly [Name in Side]: number } = { device: 4, compared: 1, processor: 5 };

/** Every part, the smaller sizes first: a device that is too slow for the last still gives figures. */
export function partsOf(shapes: readonly Shape[]): Part[] {
  return shapes.flatMap((shape) =>
    COMPARISONS.flatMap((optimizer) =>
      SIDES.map((side) => ({
        shape,
        optimizer,
        side,
        // A step costs about this much more where the width doubles.
        weight: SIDE_WEIGHTS[side] * shape.model.dModel,
      })),
    ),
  );
}

/**
 * The time that the first of `parts` may take, of what is left for all of them: its share by weight.
 * What a part leaves is shared by those after it.
 */
export function allotment(parts: readonly Pick<Part, 'weight'>[], left: number): number {
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  return (Math.max(0, left) * parts[0]!.weight) / all;
}
