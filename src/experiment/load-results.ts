/* The results of experiments in the one shape that reports are made from. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { group } from 'd3-array';
import { UserError } from '../platform/errors.ts';
import type { Cell, RunResult } from '../results/result.ts';
import { readResultOf, resultPath } from '../results/store.ts';
import { type Experiment, owner, tunerOf } from './rows.ts';
import { MADE_FROM_RESULTS, type StoredResult, seedOf, storedResults } from './stored-result.ts';

/** An experiment under one protocol, with its results. */
export type Loaded = {
  readonly experiment: Experiment;
  readonly protocol: string;
  /** In the order of the experiment's rows, its arms, and the seeds. */
  readonly runs: readonly StoredResult[];
  /** What was tried for tuned rows, in the order of its points; of rows that have all trials. */
  readonly trials: Readonly<Record<string, readonly RunResult[]>>;
};

/** The subfolders of `folder`, in order; none where there is no such folder. */
function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
}

/** The experiments that have the results of `experiment`'s cells, each with the cells that it has. */
function cellOwners(experiment: Experiment): Map<string, { owner: Experiment; cell: Cell }[]> {
  const cells = Object.entries(experiment.rows).flatMap(([row, { arms }]) =>
    arms.map((arm) => {
      const found = owner(experiment, row, arm);
      return { owner: found, cell: { experiment: found.experiment, row, arm } };
    }),
  );
  return group(cells, (cell) => cell.owner.experiment);
}

function readRuns(root: string, experiment: Experiment, protocol: string): StoredResult[] {
  const owners = cellOwners(experiment);
  // Whatever lies in the folder of one without cells of its own is no result of it.
  if (!owners.has(experiment.experiment)) owners.set(experiment.experiment, []);
  const rows = Object.keys(experiment.rows);
  const arms = Object.keys(experiment.arms);
  return [...owners]
    .flatMap(([name, owned]) => {
      if (!existsSync(join(root, name, protocol))) return [];
      const cells = owned.map(({ cell }) => cell);
      return storedResults(root, owned[0]?.owner ?? experiment, protocol, cells);
    })
    .toSorted((a, b) => {
      const [one, other] = [a.result.cell!, b.result.cell!];
      return (
        rows.indexOf(one.row) - rows.indexOf(other.row) ||
        arms.indexOf(one.arm) - arms.indexOf(other.arm) ||
        seedOf(a) - seedOf(b)
      );
    });
}

function readTrials(root: string, experiment: Experiment, protocol: string): Loaded['trials'] {
  const tried = Object.keys(experiment.rows).flatMap((row): [string, RunResult[]][] => {
    const tuner = tunerOf(experiment, row);
    if (tuner === undefined) return [];
    const cell = { experiment: tuner.experiment, row, arm: tuner.tuning!.arm };
    const points = tuner.rows[row]!.trials!;
    const results = points.flatMap(({ seed, factor }) => {
      const path = resultPath(root, cell, protocol, seed, factor);
      return readResultOf(path, { cell, protocol, seed }) ?? [];
    });
    return results.length < points.length ? [] : [[row, results]];
  });
  return Object.fromEntries(tried);
}

/**
 * Every result of an experiment under one protocol, of any seed; those of rows that it takes from
 * other experiments too.
 *
 * @param root the folder of all results
 * @throws UserError where there is no such folder, and for a file that is no result of the experiment
 *   whose folder it lies in, or is damaged
 */
export function loadResults(root: string, experiment: Experiment, protocol: string): Loaded {
  if (!existsSync(root)) throw new UserError(`${root}: there is no such folder of results`);
  const runs = readRuns(root, experiment, protocol);
  return { experiment, protocol, runs, trials: readTrials(root, experiment, protocol) };
}

/** The protocols that some cell of `experiment` has results under. */
export function protocolsOf(root: string, experiment: Experiment): string[] {
  const folders = [...cellOwners(experiment).keys()].flatMap((name) => foldersIn(join(root, name)));
  return [...new Set(folders)].toSorted();
}

const RESULT_NAME = /-s-?\d+\.json$/;

/** Refuses results that belong to no experiment: no table would show them. */
function requireKnown(root: string, known: readonly string[]): void {
  const hasResults = (folder: string) =>
    foldersIn(folder).some((protocol) =>
      readdirSync(join(folder, protocol)).some((file) => RESULT_NAME.test(file)),
    );
  const stray = foldersIn(root).find(
    (name) => !known.includes(name) && hasResults(join(root, name)),
  );
  if (stray === undefined) return;
  throw new UserError(
    `${join(root, stray)}: there are results, but no experiment ${stray}; ` +
      `the experiments are ${known.join(', ')}`,
  );
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

/** Whether half of the cells of `experiment` have a result. */
function isHalfDone({ experiment, runs }: Loaded): boolean {
  const done = new Set(runs.map(({ result: { cell } }) => `${cell!.row}-${cell!.arm}`));
  const all = Object.values(experiment.rows).reduce((count, { arms }) => count + arms.length, 0);
  return done.size >= all / 2;
}

/**
 * An experiment under every protocol that it has results for. One that takes all of its rows from
 * others counts where half of its cells have results: fewer show nothing that their own tables do not.
 */
export function loadEverywhere(root: string, experiment: Experiment): Loaded[] {
  const own = join(root, experiment.experiment);
  const hasCells = cellOwners(experiment).has(experiment.experiment);
  const protocols = hasCells ? foldersIn(own) : protocolsOf(root, experiment);
  return protocols.flatMap((protocol) => {
    const loaded = loadResults(root, experiment, protocol);
    if (hasCells ? loaded.runs.length > 0 : isHalfDone(loaded)) return loaded;
    requireNoTables(join(own, protocol));
    return [];
  });
}

/**
 * Every experiment under every protocol that it has results for.
 *
 * @param root the folder of all results
 * @throws UserError where there are none, and for a file among the results that belongs to no table
 */
export function loadAllResults(root: string, experiments: readonly Experiment[]): Loaded[] {
  requireKnown(
    root,
    experiments.map(({ experiment }) => experiment),
  );
  const found = experiments.flatMap((experiment) => loadEverywhere(root, experiment));
  if (found.length > 0) return found;
  throw new UserError(
    `${root}: there is no result of any experiment; \`sublinear run\` makes them`,
  );
}
