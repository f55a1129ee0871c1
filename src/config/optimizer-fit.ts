import { isDeepStrictEqual } from 'node:util';
import { buildOptimizer, type LinkConfig, NAMED, type OptimizerConfig } from 'sublinear-optim';
import type { ModelConfig } from '../model/config.ts';
import { parameterShapes } from '../model/parameters.ts';
import { UserError } from '../platform/errors.ts';
import { requireFittingNames } from './fitting-names.ts';

/** Subwords, as no rule of an optimiser asks how many there are. */
const ANY_VOCABULARY = 1;

/** Names of parameters that a configuration gives, and where. */
type GivenNames = { readonly at: string; readonly patterns: readonly string[] };

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** The lists of names among `options`. */
const namesAmong = (options: object, at: string): GivenNames[] =>
  Object.entries(options).flatMap(([key, value]) =>
    isNames(value) ? [{ at: `${at}.${key}`, patterns: value }] : [],
  );

/** The names that the parts of partitions give, of those within parts too. */
const partNames = (links: readonly LinkConfig[], at: string): GivenNames[] =>
  links.flatMap((link, i) =>
    link.link === 'partition'
      ? link.parts.flatMap(({ links: own, ...part }, j) => {
          const here = `${at}.${i}.parts.${j}`;
          return [...namesAmong(part, here), ...partNames(own, `${here}.links`)];
        })
      : [],
  );

/** The names that `optimizer` gives. A named one's defaults are for several models, and are none of them. */
function givenNames(optimizer: OptimizerConfig): GivenNames[] {
  if (!('name' in optimizer)) return partNames(optimizer, 'optimizer');
  const defaults: Readonly<Record<string, unknown>> = NAMED[optimizer.name].defaults;
  const own = Object.entries(optimizer).filter(
    ([key, value]) => !isDeepStrictEqual(value, defaults[key]),
  );
  return namesAmong(Object.fromEntries(own), 'optimizer');
}

/**
 * Refuses an optimiser that does not fit the parameters of its model: a partition that leaves one out
 * or takes it twice, a name that no parameter has, an axis that one does not have.
 *
 * @throws UserError that says which parameters are meant, and what is valid
 */
export function requireFittingOptimizer({
  optimizer,
  model,
}: {
  readonly optimizer: OptimizerConfig;
  readonly model: ModelConfig;
}): void {
  const shapes = parameterShapes(model, ANY_VOCABULARY);
  for (const { at, patterns } of givenNames(optimizer)) {
    requireFittingNames(at, patterns, Object.keys(shapes));
  }
  try {
    buildOptimizer(optimizer, (step) => step).stateShapes(shapes);
  } catch (error) {
    throw new UserError(`optimizer: ${(error as Error).message}`);
  }
}
