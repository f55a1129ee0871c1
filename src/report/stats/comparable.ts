import { isDeepStrictEqual } from 'node:util';
import { firstDifference } from '../../config/first-difference.ts';
import { isMapping, type Mapping, valueAt } from '../../config/layers.ts';
import type { Experiment } from '../../experiment/definition.ts';
import { runsOf, type StoredResult } from '../../experiment/stored-result.ts';
import { UserError } from '../../platform/errors.ts';
import type { RunResult } from '../../results/result.ts';

type Pair = readonly [StoredResult, StoredResult];

/** The numerics modes that a run was computed in, each once. */
function numericsOf({ backend, earlierParts = [] }: RunResult['provenance']): string {
  const backends = [...earlierParts.map((part) => part.backend), backend];
  const modes = backends.map(({ numerics }) => numerics ?? 'of an earlier version');
  return [...new Set(modes)].join(', then ');
}

/** What all results of a table must have in common, whatever their rows change. */
function kindOf({ result: { config, provenance, test } }: StoredResult) {
  const { checksums } = provenance.data;
  return {
    protocol: config.protocol,
    widthRule: config.training.widthRule ?? 'none',
    numerics: numericsOf(provenance),
    trainChecksum: checksums.train,
    devChecksum: checksums.dev,
    testChecksum: checksums.test,
    vocabularyChecksum: provenance.vocabulary.checksum,
    // A run that diverged has none.
    signature: test?.bleu.signature,
  };
}

/** The paths of everything in `mapping` that is no mapping itself. */
function leavesOf(mapping: Mapping): string[][] {
  return Object.entries(mapping).flatMap(([key, value]) =>
    isMapping(value) ? leavesOf(value).map((path) => [key, ...path]) : [[key]],
  );
}

/** `mapping` without what lies at a path, and without mappings that this leaves empty; in its order. */
export function without(mapping: Mapping, [key, ...rest]: readonly string[]): Mapping {
  const { [key!]: value, ...others } = mapping;
  if (!isMapping(value) || rest.length === 0) return others;
  const left = without(value, rest);
  return Object.keys(left).length === 0 ? others : { ...mapping, [key!]: left };
}

/** The paths of what a cell of `experiment` sets for itself. */
function cellPaths({ rows, arms }: Experiment): string[][] {
  const cells = [...Object.values(rows), ...Object.values(arms)];
  return [
    ['optimizer'],
    ['schedule'],
    ['training', 'seed'],
    ...cells.flatMap((cell) => leavesOf(cell.config)),
  ];
}

const isKind = (path: readonly string[]): boolean => path.at(-1) === 'kind';

/** Whether both runs have one value at `path`. */
const agreeAt = (path: readonly string[], [one, other]: Pair): boolean =>
  isDeepStrictEqual(valueAt(one.result.config, path), valueAt(other.result.config, path));

/**
 * The paths at which `pair` may differ. Where a cell sets a `kind` and the two have different ones, that is
 * the whole mapping: the keys of one kind are not those of the other.
 */
const differing = (paths: readonly string[][], pair: Pair): string[][] =>
  paths.map((path) => (isKind(path) && !agreeAt(path, pair) ? path.slice(0, -1) : path));

/**
 * Refuses results that do not belong in one table.
 *
 * @throws UserError for two protocols, width rules, numerics modes, data sets or kinds of BLEU; for
 *   settings that differ and that no row or arm of `experiment` sets; and for runs of one cell that
 *   differ in more than their seed
 */
export function requireComparable(experiment: Experiment, stored: readonly StoredResult[]): void {
  const [first] = stored;
  if (first === undefined) return;
  // One that has translations, so that there is a signature to compare with.
  const reference = stored.find(({ result }) => result.test !== undefined) ?? first;
  const expected = kindOf(reference);
  const paths = cellPaths(experiment);
  const kinds = paths.filter(isKind);
  for (const other of stored) {
    const found = kindOf(other);
    for (const key of Object.keys(found) as (keyof typeof found)[]) {
      if (found[key] === undefined || found[key] === expected[key]) continue;
      throw new UserError(
        `results of two kinds cannot share a table: ${key} is ${JSON.stringify(found[key])} in ` +
          `${other.file}, and ${JSON.stringify(expected[key])} in ${reference.file}`,
      );
    }
    // Runs of two kinds share less of the protocol than those of one.
    const alike = stored.find((run) => kinds.every((path) => agreeAt(path, [run, other])))!;
    for (const pair of [[reference, other] as const, [alike, other] as const]) {
      requireSame(
        pair,
        differing(paths, pair),
        (difference) =>
          'cannot share a table: both say that they were run under the protocol ' +
          `${expected.protocol}, but ${difference}`,
      );
    }
    requireSame(
      [runsOf(stored, other.result.cell!)[0]!, other],
      [['training', 'seed']],
      (difference) => `are runs of one cell, but differ in more than their seed (${difference})`,
    );
  }
}

/** @param except the paths at which the two may differ */
function requireSame(
  pair: Pair,
  except: readonly string[][],
  problem: (difference: string) => string,
): void {
  const [one, other] = pair.map(({ result }) => except.reduce(without, result.config as Mapping));
  if (isDeepStrictEqual(one, other)) return;
  throw new UserError(
    `${pair[0].file} and ${pair[1].file} ${problem(firstDifference(one, other))}; remove the one ` +
      'that is not meant, and run it again',
  );
}
