import { BFLOAT16 } from './bfloat16.ts';
import type { GradientTransform, ShapeTree } from './transform.ts';

/** Of float32, in which every tensor of parameters and state is held. */
export const BYTES_PER_ELEMENT = 4;

/** What a number of bfloat16 takes less. */
const BYTES_SAVED = 2;

/** How much memory tensors take. */
export type Size = { readonly elements: number; readonly bytes: number };

/** Memory of tensors of these shapes. */
export function sizeOfShapes(shapes: ShapeTree): Size {
  const elements = Object.values(shapes).reduce(
    (total, shape) => total + shape.reduce((product, dimension) => product * dimension, 1),
    0,
  );
  return { elements, bytes: elements * BYTES_PER_ELEMENT };
}

/**
 * Memory of state of these shapes, by the names that transforms give it. Numbers that a method keeps in
 * bfloat16 count as two bytes, though TensorFlow.js, which lacks the type, holds them in four.
 */
export function sizeOfState(state: ShapeTree): Size {
  const halves = Object.entries(state).filter(([name]) => name.split('/').includes(BFLOAT16));
  const { elements, bytes } = sizeOfShapes(state);
  return {
    elements,
    bytes: bytes - sizeOfShapes(Object.fromEntries(halves)).elements * BYTES_SAVED,
  };
}

/** Memory of what `transform` keeps from step to step for parameters of these shapes. */
export function stateSize(transform: GradientTransform, parameters: ShapeTree): Size {
  return sizeOfState(transform.stateShapes(parameters));
}
