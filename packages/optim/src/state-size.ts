import type { GradientTransform, ShapeTree } from './transform.ts';

/** Every tensor of parameters and state is float32. */
export const BYTES_PER_ELEMENT = 4;

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

/** Memory of what `transform` keeps from step to step for parameters of these shapes. */
export function stateSize(transform: GradientTransform, parameters: ShapeTree): Size {
  return sizeOfShapes(transform.stateShapes(parameters));
}
