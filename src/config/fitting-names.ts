import { namePatterns, namesFitting } from '../model/parameters.ts';
import { UserError } from '../platform/errors.ts';

/**
 * Refuses a name, or a pattern of names, that no parameter has: it would change nothing, and say nothing.
 *
 * @param at where the patterns are in the configuration
 * @param names of the model's parameters
 * @throws UserError that lists the names that there are
 */
export function requireFittingNames(
  at: string,
  patterns: readonly string[],
  names: readonly string[],
): void {
  const idle = patterns.find((pattern) => namesFitting([pattern], names).length === 0);
  if (idle === undefined) return;
  throw new UserError(
    `${at}: "${idle}" fits no parameter of the model; there are ${namePatterns(names).join(', ')}`,
  );
}
