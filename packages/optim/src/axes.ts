import type { Kind } from './kinds.ts';

/** An axis of a tensor by its number, counted from the end where it is negative. */
export const AXIS: Kind<number> = { type: 'number', whole: true, from: -8, upTo: 7 };

/**
 * The axis that `axis` means in a tensor of `shape`, counted from 0.
 *
 * @throws Error where the tensor has no such axis, with those that it has
 */
export function axisOf(link: string, axis: number, name: string, shape: readonly number[]): number {
  const counted = axis < 0 ? axis + shape.length : axis;
  if (counted >= 0 && counted < shape.length) return counted;
  const axes = shape.map((_, i) => i);
  throw new Error(
    `${link}: axis: given ${axis}; "${name}", of shape [${shape.join(', ')}], has ` +
      (axes.length === 0
        ? 'no axes'
        : `the axes ${axes.join(', ')}, or ${axes.map((i) => i - shape.length).join(', ')} from its end`) +
      '. Give other links to it with partition',
  );
}

/** `shape` without its axis number `axis`. */
export const withoutAxis = (shape: readonly number[], axis: number): readonly number[] =>
  shape.filter((_, i) => i !== axis);
