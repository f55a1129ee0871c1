import type * as tf from '@tensorflow/tfjs-core';
import type { GradientTransform } from '../transform.ts';

/** An optimizer by its name and options, as a file can hold it. */
export type NamedSource = {
  readonly name: string;
  readonly options: object;
};

export type Build = (options: object) => GradientTransform;

/** The optimizers that are there: all, but for those that a bundler has left out. */
const BUILDERS = new Map<string, Build>();

/** Makes an optimizer known by its name. */
export function register(name: string, build: Build): void {
  BUILDERS.set(name, build);
}

/**
 * The transform of a named optimizer.
 *
 * @throws Error for an optimizer that is not there, and for wrong options
 */
export function registeredTransform({ name, options }: NamedSource): GradientTransform {
  const build = BUILDERS.get(name);
  if (build === undefined) {
    throw new Error(
      `there is no optimizer "${name}" here; there are ${[...BUILDERS.keys()].join(', ')}. A ` +
        "bundler leaves out what is not used: call registerOptimizers() of 'sublinear-optim' before " +
        'a model is loaded with its optimizer',
    );
  }
  return build(options);
}

/**
 * A named optimizer as JSON can hold it.
 *
 * @throws Error where the learning rate is a function
 */
export function sourceConfig({ name, options }: NamedSource): tf.serialization.ConfigDict {
  if ('learningRate' in options && typeof options.learningRate === 'function') {
    throw new Error(
      `${name}: a learningRate that is a function cannot be saved with a model. Give it as data, ` +
        "such as { name: 'constant', value: 0.01, warmup: { fraction: 0.1, power: 1 }, steps: 1000 }, " +
        'or save the model without its optimizer, and the state with getWeights',
    );
  }
  // JSON has no undefined, and what is undefined has its default.
  return { name, options: JSON.parse(JSON.stringify(options)) };
}
