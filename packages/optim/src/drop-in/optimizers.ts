import type { OptimizerName } from '../named.ts';
import type { GradientTransform } from '../transform.ts';
import type { NamedOptimizer, OptimizerOptions } from './named-optimizer.ts';
import { TransformOptimizer } from './transform-optimizer.ts';

function named<Name extends OptimizerName>(
  name: Name,
  options: OptimizerOptions<Name>,
): TransformOptimizer {
  return new TransformOptimizer({ name, options } as NamedOptimizer);
}

/** Gradient descent. It keeps no state. */
export const sgd = (options: OptimizerOptions<'sgd'>): TransformOptimizer => named('sgd', options);

/** Gradient descent with a heavy ball (Polyak, 1964). State: one number a parameter. */
export const momentum = (options: OptimizerOptions<'momentum'>): TransformOptimizer =>
  named('momentum', options);

/** Gradient descent with Nesterov's momentum. State: one number a parameter. */
export const nesterov = (options: OptimizerOptions<'nesterov'>): TransformOptimizer =>
  named('nesterov', options);

/** AdaGrad (Duchi, Hazan & Singer, 2011). State: one number a parameter. */
export const adagrad = (options: OptimizerOptions<'adagrad'>): TransformOptimizer =>
  named('adagrad', options);

/** RMSProp (Tieleman & Hinton, 2012). State: one number a parameter; `centred` and `beta1` add one. */
export const rmsprop = (options: OptimizerOptions<'rmsprop'> = {}): TransformOptimizer =>
  named('rmsprop', options);

/** Adam (Kingma & Ba, 2015). State: two numbers a parameter, one with `beta1: 0`. */
export const adam = (options: OptimizerOptions<'adam'> = {}): TransformOptimizer =>
  named('adam', options);

/** Adam with decoupled weight decay (Loshchilov & Hutter, 2019). State: as Adam. */
export const adamw = (options: OptimizerOptions<'adamw'> = {}): TransformOptimizer =>
  named('adamw', options);

/**
 * Adafactor (Shazeer & Stern, 2018, Algorithms 4 to 6), which chooses its own step sizes unless
 * `learningRate` is given. State: one number for each row and column of a matrix; `beta1` adds one
 * for each parameter.
 */
export const adafactor = (options: OptimizerOptions<'adafactor'> = {}): TransformOptimizer =>
  named('adafactor', options);

/**
 * SM3 (Anil, Gupta, Koren & Singer, 2019). State: one number for each row and column of a matrix,
 * and one for each parameter unless `beta1` is 0.
 */
export const sm3 = (options: OptimizerOptions<'sm3'>): TransformOptimizer => named('sm3', options);

/** An optimizer of your own: any transform, such as a `chain` of links. */
export const fromTransform = (transform: GradientTransform): TransformOptimizer =>
  new TransformOptimizer(transform);
