/* What is made from results: an overview, a table and figures of each experiment, quotes in the manual. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MADE_FROM_RESULTS } from '../experiment/stored-result.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { figureFiles } from './figures/figures.ts';
import { quotingPages } from './quoted-results.ts';
import type { ReportedExperiment } from './reported-experiment.ts';
import { formatReport } from './tables/formats.ts';
import { overview } from './tables/overview.ts';

const folderOf = ({ experiment, protocol }: ReportedExperiment): string =>
  join(experiment.experiment, protocol);

/** The text of every file that is made from results, by its name from `root`, the folder of all results. */
export function committedFiles(
  root: string,
  given: readonly ReportedExperiment[],
): Map<string, string> {
  const reports = given.map(({ report }) => report);
  const files = given.flatMap((one): [string, string][] => [
    [join(folderOf(one), 'table.md'), formatReport(one.report, 'md')],
    ...[...figureFiles(one)].map(([name, svg]): [string, string] => [
      join(folderOf(one), 'figures', `${name}.svg`),
      svg,
    ]),
  ]);
  return new Map([['README.md', overview(reports)], ...files, ...quotingPages(root, reports)]);
}

type Drift = {
  /** Files that are not there, or have another text. */
  readonly stale: readonly string[];
  /** Files that an earlier version made, and nothing makes any more. */
  readonly leftover: readonly string[];
};

export function driftOf(
  root: string,
  given: readonly ReportedExperiment[],
  files: ReadonlyMap<string, string>,
): Drift {
  const stale = [...files].flatMap(([name, text]) => {
    const path = join(root, name);
    return existsSync(path) && readFileSync(path, 'utf8') === text ? [] : [name];
  });
  const made = given
    .map(folderOf)
    .flatMap((folder) => [folder, join(folder, 'figures')])
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile() && MADE_FROM_RESULTS.test(entry.name))
        .map(({ name }) => join(folder, name)),
    );
  return { stale, leftover: made.filter((name) => !files.has(name)) };
}

/** Writes the stale files, each whole or not at all, and removes those left over. */
export function writeCommitted(
  root: string,
  files: ReadonlyMap<string, string>,
  { stale, leftover }: Drift,
): void {
  for (const name of stale) writeWholeFile(join(root, name), [files.get(name)!]);
  for (const name of leftover) rmSync(join(root, name));
}
