import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Experiment, loadExperiment } from '../experiment/definition.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { UserError } from '../platform/errors.ts';
import { readChoices, type TuningReport } from './choices.ts';
import { type ExperimentReport, reportExperiment } from './experiment-report.ts';
import { formatReport } from './formats.ts';
import { overview } from './overview.ts';
import {
  MADE_FROM_RESULTS,
  readExperimentResults,
  resultFolders,
  type StoredResult,
} from './stored-results.ts';
import { FORMAT_ENDINGS, TABLE_FORMATS } from './table-formats.ts';

/** The subfolders of `folder`, in order; none where there is no such folder. */
export function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
}

function loadExperiments(folder: string): Experiment[] {
  if (!existsSync(folder)) throw new UserError(`${folder}: there is no such folder of experiments`);
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  const experiments = files.toSorted().map((name) => loadExperiment(join(folder, name)));
  const names = experiments.map(({ experiment }) => experiment);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new UserError(
      `${folder}: two files have the experiment ${twice}, and would share its results; rename one`,
    );
  }
  return experiments;
}

const RESULT_NAME = /-s-?\d+\.json$/;

/** Refuses results that belong to no experiment: no table would show them. */
function requireKnown(results: string, experiments: readonly Experiment[]): void {
  const known = experiments.map(({ experiment }) => experiment);
  for (const name of foldersIn(results).filter((folder) => !known.includes(folder))) {
    const protocols = foldersIn(join(results, name)).map((protocol) =>
      join(results, name, protocol),
    );
    if (!protocols.some((folder) => readdirSync(folder).some((file) => RESULT_NAME.test(file)))) {
      continue;
    }
    throw new UserError(
      `${join(results, name)}: there are results, but no experiment ${name}; ` +
        `the experiments are ${known.join(', ')}`,
    );
  }
}

/** Refuses tables whose results are gone: nothing would write them again. */
function requireNoTables(folder: string): void {
  if (!existsSync(folder)) return;
  const table = readdirSync(folder).find((name) => MADE_FROM_RESULTS.test(name));
  if (table === undefined) return;
  throw new UserError(
    `${join(folder, table)}: made from results that are not there, or, with rows of other ` +
      'experiments alone, from less than half of its cells; restore them, or remove it',
  );
}

const cellCount = ({ rows }: Experiment): number =>
  Object.values(rows).reduce((count, { arms }) => count + arms.length, 0);

/** Whether half of the cells of `experiment` have a result. */
function isHalfDone(experiment: Experiment, stored: readonly StoredResult[]): boolean {
  const done = new Set(stored.map(({ result: { cell } }) => `${cell?.row}-${cell?.arm}`));
  return done.size >= cellCount(experiment) / 2;
}

/** An experiment under one protocol, and its results. */
export type StoredExperiment = {
  readonly experiment: Experiment;
  readonly protocol: string;
  readonly stored: readonly StoredResult[];
  readonly choices: readonly TuningReport[];
};

/**
 * The results of an experiment under every protocol that it has some for. One whose rows are all
 * taken from others has them where half of its cells do: what little a few of those rows would show
 * stands in their own tables.
 */
function storedOf(results: string, experiment: Experiment): StoredExperiment[] {
  const own = join(results, experiment.experiment);
  const owners = resultFolders(results, experiment);
  const hasCells = owners.includes(own);
  const protocols = new Set((hasCells ? [own] : owners).flatMap(foldersIn));
  return [...protocols].toSorted().flatMap((protocol) => {
    const stored = readExperimentResults(results, experiment, protocol);
    const isShown = hasCells ? stored.length > 0 : isHalfDone(experiment, stored);
    if (isShown) {
      const choices = readChoices(results, experiment, protocol);
      return { experiment, protocol, stored, choices };
    }
    requireNoTables(join(own, protocol));
    return [];
  });
}

/**
 * Every experiment under every protocol that it has results for.
 *
 * @param results the folder of all results
 * @param experiments the folder of the experiment files
 * @throws UserError where there are none, and for a file among the results that belongs to no table
 */
export function storedExperiments(results: string, experiments: string): StoredExperiment[] {
  const loaded = loadExperiments(experiments);
  requireKnown(results, loaded);
  const found = loaded.flatMap((experiment) => storedOf(results, experiment));
  if (found.length > 0) return found;
  throw new UserError(
    `${results}: there is no result of any experiment in ${experiments}/; \`sublinear run\` makes them`,
  );
}

/** The reports of every experiment under every protocol, as `storedExperiments` finds them. */
export function allReports(results: string, experiments: string): ExperimentReport[] {
  return storedExperiments(results, experiments).map(({ experiment, protocol, stored, choices }) =>
    reportExperiment(experiment, protocol, stored, choices),
  );
}

/** The text of every table and of the overview, by file name from the folder of all results. */
export function tableFiles(reports: readonly ExperimentReport[]): ReadonlyMap<string, string> {
  const tables = reports.flatMap((report) =>
    TABLE_FORMATS.map((format): [string, string] => [
      join(report.experiment, report.protocol, `table.${FORMAT_ENDINGS[format]}`),
      formatReport(report, format),
    ]),
  );
  return new Map([['README.md', overview(reports)], ...tables]);
}

/** The files under `results` that are not there, or have another text than `files` says. */
export function staleFiles(results: string, files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([name, text]) => {
    const path = join(results, name);
    return existsSync(path) && readFileSync(path, 'utf8') === text ? [] : [path];
  });
}

/** Writes `files` under `results`, each whole or not at all. */
export function writeTables(results: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    const path = join(results, name);
    writeWholeFile(path, [text]);
  }
}
