import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

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
  unscaled(name: string, update: Tensor): void;
  /** By a link that keeps a second moment of every element: V, after this step. */
  secondMoment?(name: string, moment: Tensor): void;
  /** By a link that clips: whether it made the update smaller, a bool scalar. */
  clipped(name: string, smaller: Scalar): void;
};
