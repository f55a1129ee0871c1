import * as tf from '@tensorflow/tfjs-core';
import { leaf, mapTree, shapesOf, type TensorTree, underPrefix, withPrefix } from './tree.ts';

/** Shapes by name: of parameters, or of the state that an optimiser keeps for them. */
export type ShapeTree = Readonly<Record<string, readonly number[]>>;

/**
 * Told by the links of an optimiser what becomes of each parameter's update on its way through them.
 * Links compute what they tell only where there is somebody to tell. The tensors are those of the
 * step that is being computed, or traced.
 */
export type UpdateObserver = {
  /**
   * By a link that divides by the root of a second moment: the unscaled update U = G / sqrt(V) of
   * Shazeer & Stern (2018), section 5, before it is clipped or multiplied by a step size. A first
   * moment, where the link has one, stands in for G. Of several such links the last one counts.
   */
  unscaled(name: string, update: tf.Tensor): void;
  /** By a link that keeps a second moment of every element: V, after this step. */
  secondMoment?(name: string, moment: tf.Tensor): void;
  /** By a link that clips: whether it made the update smaller, a bool scalar. */
  clipped(name: string, smaller: tf.Scalar): void;
};

/** What a transform may look at beside the gradients. */
export type UpdateContext = {
  /** The parameters before this step. */
  readonly parameters: TensorTree;
  /** t, counted from 1, as a float32 scalar. */
  readonly step: tf.Scalar;
  /** Told what links measure; nothing is measured where there is none. */
  readonly observer?: UpdateObserver | undefined;
};

/**
 * One link of an optimiser: a pure function from incoming updates (at first the gradients) to
 * outgoing ones, with state of its own. Nothing is kept between calls, so a step can be repeated,
 * resumed, or traced into a graph.
 */
export type GradientTransform = {
  /**
   * True where the update of a tensor depends on no other tensor's: tensors can then be updated one
   * after the other. Where it is left out, all are updated together.
   */
  readonly isPerTensor?: boolean;
  /** The shapes of the state kept for parameters of these shapes. State starts at zero. */
  stateShapes(parameters: ShapeTree): ShapeTree;
  /**
   * The outgoing updates, named like the incoming ones, and the next state. No tensor is in both, so
   * that either can be disposed; an update may be the incoming one.
   */
  update(updates: TensorTree, state: TensorTree, context: UpdateContext): Updated;
};

export type Updated = { readonly updates: TensorTree; readonly state: TensorTree };

/**
 * A transform that treats each tensor by itself and keeps no state.
 *
 * @param check refuses parameters that it is not for, by throwing
 */
export function stateless(
  transform: (update: tf.Tensor, name: string, context: UpdateContext) => tf.Tensor,
  check: (name: string, shape: readonly number[]) => void = () => {},
): GradientTransform {
  return {
    isPerTensor: true,
    stateShapes: (parameters) => {
      for (const [name, shape] of Object.entries(parameters)) check(name, shape);
      return {};
    },
    update: (updates, _state, context) => ({
      updates: mapTree(updates, (update, name) => transform(update, name, context)),
      state: {},
    }),
  };
}

/** The transform that changes nothing. */
export const IDENTITY: GradientTransform = {
  isPerTensor: true,
  stateShapes: () => ({}),
  update: (updates) => ({ updates, state: {} }),
};

/** What a transform keeps for one tensor, by slot, such as `secondMoment`. */
export type Slots = Readonly<Record<string, tf.Tensor>>;

/** The shapes of what is kept for a tensor, by slot: under each of these names one of its own shape. */
export function slotsOfItsShape(...slots: readonly string[]): PerTensor<unknown>['slots'] {
  return (shape) => Object.fromEntries(slots.map((slot) => [slot, shape]));
}

export type PerTensor<Shared> = {
  /** The shapes of what is kept for a parameter of this shape and name, by slot. */
  slots(shape: readonly number[], name: string): ShapeTree;
  /** What is computed once a step for all tensors, such as the weights of an average. */
  shared(context: UpdateContext): Shared;
  /** The outgoing update of one tensor and its next slots, in which the update must not be. */
  update(
    update: tf.Tensor,
    slots: Slots,
    shared: Shared,
    told: { readonly name: string; readonly context: UpdateContext },
  ): { readonly update: tf.Tensor; readonly slots: Slots };
};

/**
 * A transform that treats each tensor by itself and keeps something for it; the state is named
 * `<slot>/<name of the parameter>`.
 */
export function perTensor<Shared>(transform: PerTensor<Shared>): GradientTransform {
  return {
    isPerTensor: true,
    stateShapes: (parameters) =>
      Object.fromEntries(
        Object.entries(parameters).flatMap(([name, shape]) =>
          Object.entries(transform.slots(shape, name)).map(([slot, own]) => [
            `${slot}/${name}`,
            own,
          ]),
        ),
      ),
    update: (updates, state, context) => {
      const shared = transform.shared(context);
      const next: Record<string, tf.Tensor> = {};
      const moved = mapTree(updates, (update, name) => {
        const kept = Object.keys(transform.slots(update.shape, name));
        const slots = Object.fromEntries(
          kept.map((slot) => [slot, leaf(state, `${slot}/${name}`)]),
        );
        const result = transform.update(update, slots, shared, { name, context });
        for (const [slot, value] of Object.entries(result.slots)) next[`${slot}/${name}`] = value;
        return result.update;
      });
      return { updates: moved, state: next };
    },
  };
}

/** The transform that applies `links` in order; the state of link i is named `i/...`. */
export function chain(links: readonly GradientTransform[]): GradientTransform {
  return {
    isPerTensor: links.every(({ isPerTensor }) => isPerTensor),
    stateShapes: (parameters) =>
      Object.assign(
        {},
        ...links.map((link, index) => withPrefix(`${index}`, link.stateShapes(parameters))),
      ),
    update: (gradients, state, context) => {
      let updates = gradients;
      const next: Record<string, tf.Tensor> = {};
      for (const [index, link] of links.entries()) {
        const result = link.update(updates, underPrefix(`${index}`, state), context);
        updates = result.updates;
        Object.assign(next, withPrefix(`${index}`, result.state));
      }
      return { updates, state: next };
    },
  };
}

/** The state of `transform` before the first step: zeros. */
export function initialState(transform: GradientTransform, parameters: TensorTree): TensorTree {
  return mapTree(transform.stateShapes(shapesOf(parameters)), (shape) => tf.zeros([...shape]));
}

/** Parameters after a step: each minus its update. */
export function applyUpdates(parameters: TensorTree, updates: TensorTree): TensorTree {
  return mapTree(parameters, (parameter, name) => {
    const update = updates[name];
    if (update === undefined) throw new Error(`there is no update for the parameter "${name}"`);
    return tf.sub(parameter, update);
  });
}
