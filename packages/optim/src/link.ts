import { type Kinds, type KindTable, type OptionsOf, requireOptions } from './kinds.ts';
import type { GradientTransform } from './transform.ts';

/** A function that makes one link of an optimiser, and what its options may be. */
export type Link<O> = {
  (options: O): GradientTransform;
  readonly options: Kinds<O>;
};

/**
 * The link called `name`: `build`, behind a check of its options.
 *
 * Mark each call as pure, so that bundlers can leave out a link that nobody uses.
 */
export function link<K extends KindTable>(
  name: string,
  options: K,
  build: (options: OptionsOf<K>) => GradientTransform,
): Link<OptionsOf<K>> {
  const checked = (given: OptionsOf<K>): GradientTransform => {
    requireOptions(name, options, given);
    return build(given);
  };
  return Object.assign(checked, { options: options as unknown as Kinds<OptionsOf<K>> });
}
