/**
 * What the variables that a state was saved for are called now. Names stay what they were, with one
 * exception: a model that is loaded while the saved one is still there gets names of its own
 * (`kernel_1` for `kernel`), and then variables are known by their order.
 *
 * @param saved the variables of the saved state, in their order
 * @param present variables to be updated of which state is to be kept and none is yet, in their order
 * @param exists whether there is a variable of this name
 * @returns the present name for each saved one
 * @throws Error where it is not certain which is which
 */
export function presentNames(
  saved: readonly string[],
  present: readonly string[],
  exists: (name: string) => boolean,
): ReadonlyMap<string, string> {
  if (saved.length === 0) return new Map();
  const known = present.filter((name) => saved.includes(name));
  const unchanged = new Map(saved.map((name) => [name, name]));
  if (known.length === present.length) return unchanged;
  // The rest are new: layers that now learn and did not before.
  if (known.length > 0 && saved.every(exists)) return unchanged;
  if (known.length === 0 && saved.length === present.length) {
    return new Map(saved.map((name, index) => [name, present[index]!]));
  }
  throw new Error(
    `the weights given to setWeights are for the variables ${saved.join(', ')}; to be updated are ` +
      `${present.join(', ')}, and it is not certain which is which. Name variables the same in ` +
      'both sessions: tf.variable(value, true, name), tf.layers.dense({ name, ... })',
  );
}
