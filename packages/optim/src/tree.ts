import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Tensors by name. Names are paths with slashes, such as `encoder/0/attention/query`, so one flat
 * record holds what elsewhere is a nested tree: parameters, gradients, or an optimiser's state.
 */
export type TensorTree = Readonly<Record<string, Tensor>>;

/** Applies `transform` to everything in `tree`, tensors or not, keeping the names. */
export function mapTree<A, B>(
  tree: Readonly<Record<string, A>>,
  transform: (value: A, name: string) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, transform(value, name)]),
  );
}

/** The tensor called `name`; throws with the nearest names when there is none. */
export function leaf(tree: TensorTree, name: string): Tensor {
  const tensor = tree[name];
  if (tensor === undefined) {
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    const near = Object.keys(tree).filter((known) => known.startsWith(folder));
    throw new Error(
      `no tensor named "${name}"; ` +
        (near.length > 0 ? `under "${folder}" there are ${near.join(', ')}` : 'none is near it'),
    );
  }
  return tensor;
}

/** `tree` with `prefix/` before every name. */
export function withPrefix<T>(
  prefix: string,
  tree: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, tensor]) => [`${prefix}/${name}`, tensor]),
  );
}

/** The part of `tree` whose names start with `prefix/`, with that prefix removed. */
export function underPrefix<T>(
  prefix: string,
  tree: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => name.startsWith(start))
      .map(([name, tensor]) => [name.slice(start.length), tensor]),
  );
}

type Shaped = { readonly shape: readonly number[] };

/** The shape of every tensor of `tree`, or of whatever else has one. */
export function shapesOf(
  tree: Readonly<Record<string, Shaped>>,
): Readonly<Record<string, readonly number[]>> {
  return mapTree(tree, ({ shape }) => shape);
}

/** Frees every tensor of `tree`. */
export function disposeTree(tree: TensorTree): void {
  for (const tensor of Object.values(tree)) tensor.dispose();
}

/** Number of scalar elements in `tree`. */
export function elementCount(tree: TensorTree): number {
  return Object.values(tree).reduce((total, tensor) => total + tensor.size, 0);
}
