import { isDeepStrictEqual } from 'node:util';
import { firstDifference } from '../config/first-difference.ts';
import { UserError } from '../errors.ts';
import type { StoredResult } from './stored-results.ts';

/** What all results of a table must have in common, whatever their rows change. */
function kindOf({ result: { config, provenance, test } }: StoredResult) {
  return {
    protocol: config.protocol,
    devChecksum: provenance.data.checksums.dev,
    testChecksum: provenance.data.checksums.test,
    // A run that diverged has none.
    signature: test?.bleu.signature,
  };
}

function requireSameCell(one: StoredResult, other: StoredResult): void {
  const ofSeedZero = ({ result: { config } }: StoredResult) => ({
    ...config,
    training: { ...config.training, seed: 0 },
  });
  const [first, second] = [ofSeedZero(one), ofSeedZero(other)];
  if (isDeepStrictEqual(first, second)) return;
  throw new UserError(
    `${one.file} and ${other.file} are runs of one cell, but differ in more than their seed ` +
      `(${firstDifference(first, second)}); remove the one that is not meant, and run it again`,
  );
}

/**
 * Refuses results that do not belong in one table.
 *
 * @throws UserError for two protocols, test sets or kinds of BLEU; and for runs of one cell that
 *   differ in more than their seed
 */
export function requireComparable(stored: readonly StoredResult[]): void {
  const [first] = stored;
  if (first === undefined) return;
  // One that has translations, so that there is a signature to compare with.
  const reference = stored.find(({ result }) => result.test !== undefined) ?? first;
  const expected = kindOf(reference);
  for (const other of stored) {
    const found = kindOf(other);
    for (const key of Object.keys(found) as (keyof typeof found)[]) {
      if (found[key] === undefined || found[key] === expected[key]) continue;
      throw new UserError(
        `results of two kinds cannot share a table: ${key} is ${JSON.stringify(found[key])} in ` +
          `${other.file}, and ${JSON.stringify(expected[key])} in ${reference.file}`,
      );
    }
    const { cell } = other.result;
    requireSameCell(
      stored.find(
        ({ result }) => result.cell?.row === cell?.row && result.cell?.arm === cell?.arm,
      )!,
      other,
    );
  }
}
