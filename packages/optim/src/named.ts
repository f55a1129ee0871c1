import { type Build, register } from './drop-in/registry.ts';
import { adafactor } from './named/adafactor.ts';
import { adagrad } from './named/adagrad.ts';
import { adam } from './named/adam.ts';
import { adamw } from './named/adamw.ts';
import { momentum } from './named/momentum.ts';
import { nesterov } from './named/nesterov.ts';
import { rmsprop } from './named/rmsprop.ts';
import { sgd } from './named/sgd.ts';
import { sm3 } from './named/sm3.ts';

/**
 * Every named optimizer, the only list of them, in the order in which they are shown: configurations
 * know them by these names, and tables, pictures and schemas follow it.
 */
export const NAMED = { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, adafactor, sm3 };

// One by one for those who import one: a bundler cannot take an object apart.
export { adafactor, adagrad, adam, adamw, momentum, nesterov, rmsprop, sgd, sm3 };

export type OptimizerName = keyof typeof NAMED;

/** The options of each named optimizer beside its step size. */
export type NamedOptions = {
  readonly [Name in OptimizerName]: (typeof NAMED)[Name]['defaults'];
};

/**
 * Makes every named optimizer known to TensorFlow.js, for a model that was saved with one. Importing
 * the package does so too, but bundlers leave out what a page does not use.
 */
export function registerOptimizers(): void {
  for (const [name, { build }] of Object.entries(NAMED)) register(name, build as Build);
}
