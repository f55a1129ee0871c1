import { type Build, register } from './drop-in/registry.ts';
import * as optimizers from './named-exports.ts';

export * from './named-exports.ts';

/**
 * Every named optimizer, in the order in which they are shown: configurations know them by these
 * names, and tables, pictures and schemas follow it.
 */
export const NAMED = {
  sgd: optimizers.sgd,
  momentum: optimizers.momentum,
  nesterov: optimizers.nesterov,
  adagrad: optimizers.adagrad,
  rmsprop: optimizers.rmsprop,
  adam: optimizers.adam,
  adamw: optimizers.adamw,
  adafactor: optimizers.adafactor,
  sm3: optimizers.sm3,
  adafactorBigVision: optimizers.adafactorBigVision,
  stableAdamw: optimizers.stableAdamw,
  came: optimizers.came,
  adamMini: optimizers.adamMini,
  slimAdam: optimizers.slimAdam,
  lion: optimizers.lion,
  muon: optimizers.muon,
  scale: optimizers.scale,
  sinkgd: optimizers.sinkgd,
  racs: optimizers.racs,
} satisfies Record<keyof typeof optimizers, unknown>;

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
