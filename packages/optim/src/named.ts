import { type Build, register } from './drop-in/registry.ts';
import { adafactor } from './named/adafactor.ts';
import { adafactorBigVision } from './named/adafactor-big-vision.ts';
import { adagrad } from './named/adagrad.ts';
import { adam } from './named/adam.ts';
import { adamMini } from './named/adam-mini.ts';
import { adamw } from './named/adamw.ts';
import { came } from './named/came.ts';
import { lion } from './named/lion.ts';
import { momentum } from './named/momentum.ts';
import { muon } from './named/muon.ts';
import { nesterov } from './named/nesterov.ts';
import { racs } from './named/racs.ts';
import { rmsprop } from './named/rmsprop.ts';
import { scale } from './named/scale.ts';
import { sgd } from './named/sgd.ts';
import { sinkgd } from './named/sinkgd.ts';
import { slimAdam } from './named/slim-adam.ts';
import { sm3 } from './named/sm3.ts';
import { stableAdamw } from './named/stable-adamw.ts';

/**
 * Every named optimizer, the only list of them, in the order in which they are shown: configurations
 * know them by these names, and tables, pictures and schemas follow it.
 */
export const NAMED = {
  sgd,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  adam,
  adamw,
  adafactor,
  sm3,
  adafactorBigVision,
  stableAdamw,
  came,
  adamMini,
  slimAdam,
  lion,
  muon,
  scale,
  sinkgd,
  racs,
};

// One by one for those who import one: a bundler cannot take an object apart.
export {
  adafactor,
  adafactorBigVision,
  adagrad,
  adam,
  adamMini,
  adamw,
  came,
  lion,
  momentum,
  muon,
  nesterov,
  racs,
  rmsprop,
  scale,
  sgd,
  sinkgd,
  slimAdam,
  sm3,
  stableAdamw,
};

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
