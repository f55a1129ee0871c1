import * as tf from '@tensorflow/tfjs-core';
import type { GradientTransform, ShapeTree } from '../transform.ts';
import type { TensorTree } from '../tree.ts';

/** What an optimizer keeps for one variable of a model. */
export type VariableState = {
  /** Updates that the variable has had. */
  readonly steps: number;
  /**
   * By slot: the part of a name in a transform's state before the variable's own, such as
   * `0/secondMoment`.
   */
  readonly slots: Readonly<Record<string, tf.Variable>>;
};

/** The slots that `transform` keeps for `variable`, and their shapes. */
export function slotShapes(transform: GradientTransform, { name, shape }: tf.Variable): ShapeTree {
  return Object.fromEntries(
    Object.entries(transform.stateShapes({ [name]: shape })).map(([key, slotShape]) => [
      key.slice(0, -`/${name}`.length),
      slotShape,
    ]),
  );
}

/** A value that lives on when the tensors around it are tidied away. */
export function kept(value: tf.Tensor): tf.Variable {
  return tf.variable(value, false);
}

/** The state of `variable` before its first update: zeros. */
export function freshState(transform: GradientTransform, variable: tf.Variable): VariableState {
  const shapes = Object.entries(slotShapes(transform, variable));
  return tf.tidy(() => ({
    steps: 0,
    slots: Object.fromEntries(shapes.map(([slot, shape]) => [slot, kept(tf.zeros([...shape]))])),
  }));
}

/** The slots as `transform` names them: each followed by the name of its variable. */
export function transformState(name: string, { slots }: VariableState): TensorTree {
  return Object.fromEntries(
    Object.entries(slots).map(([slot, value]) => [`${slot}/${name}`, value]),
  );
}

/** Frees the state's tensors. */
export function disposeState({ slots }: VariableState): void {
  for (const slot of Object.values(slots)) slot.dispose();
}

const describe = (slots: ShapeTree): string =>
  Object.entries(slots)
    .map(([slot, shape]) => `${slot} [${shape.join(', ')}]`)
    .sort()
    .join(', ') || 'nothing';

/**
 * Refuses state that `transform` would not keep for `variable`.
 *
 * @throws Error that names the slots and shapes on both sides
 */
export function requireFitting(
  transform: GradientTransform,
  variable: tf.Variable,
  { slots }: VariableState,
): void {
  const expected = describe(slotShapes(transform, variable));
  const given = describe(
    Object.fromEntries(Object.entries(slots).map(([slot, { shape }]) => [slot, shape])),
  );
  if (expected === given) return;
  throw new Error(
    `the weights given to setWeights do not fit the variable "${variable.name}": for its shape, ` +
      `[${variable.shape.join(', ')}], this optimizer keeps ${expected}; the weights hold ${given}. ` +
      'Were they saved by an optimizer of another kind, or for another model?',
  );
}
