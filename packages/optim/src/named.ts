import { type Build, register } from './drop-in/registry.ts';
import * as optimizers from './named-exports.ts';

export * from './named-exports.ts';

type Named = typeof optimizers;

function byYear(named: Named): Named {
  const oldestFirst = Object.entries(named).sort(([, one], [, other]) => one.year - other.year);
  return Object.fromEntries(oldestFirst) as Named;
}

/**
 * Every named optimizer, the oldest first: configurations know them by these names, and tables,
 * pictures and schemas follow this order.
 */
export const NAMED = /* @__PURE__ */ byYear(optimizers);

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
