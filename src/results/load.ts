/*
 * The results of experiments in the one shape that reports are made from. Of an experiment it takes
 * only which cells there are: what they mean is its own matter.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../platform/errors.ts';
import { type Cells, owner, tunerOf } from './cells.ts';
import type { Cell, RunResult } from './result.ts';
import { readResult, requirePlace, trialFile } from './store.ts';
import { MADE_FROM_RESULTS, type StoredResult, storedResults } from './stored-result.ts';

/** An experiment under one protocol, with its results. */
export type Loaded<E> = {
  readonly experiment: E;
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
function cellOwners<E extends Cells<E>>(experiment: E): Map<string, { owner: E; cells: Cell[] }> {
  const owners = new Map<string, { owner: E; cells: Cell[] }>();
  for (const [row, { arms }] of Object.entries(experiment.rows)) {
    for (const arm of arms) {
      const found = owner(experiment, row, arm);
      const known = owners.get(found.experiment) ?? { owner: found, cells: [] };
      known.cells.push({ experiment: found.experiment, row, arm });
      owners.set(found.experiment, known);
    }
  }
  return owners;
}

function readRuns<E extends Cells<E>>(
  root: string,
  experiment: E,
  protocol: string,
): StoredResult[] {
  const owners = cellOwners(experiment);
  // Whatever lies in the folder of one without cells of its own is no result of it.
  if (!owners.has(experiment.experiment)) {
    owners.set(experiment.experiment, { owner: experiment, cells: [] });
  }
  const rows = Object.keys(experiment.rows);
  const arms = Object.keys(experiment.arms);
  return [...owners.values()]
    .flatMap(({ owner, cells }) =>
      existsSync(join(root, owner.experiment, protocol))
        ? storedResults(root, owner, protocol, cells)
        : [],
    )
    .map((run) => ({ run, cell: run.result.cell!, seed: run.result.config.training.seed }))
    .toSorted(
      (a, b) =>
        rows.indexOf(a.cell.row) - rows.indexOf(b.cell.row) ||
        arms.indexOf(a.cell.arm) - arms.indexOf(b.cell.arm) ||
        a.seed - b.seed,
    )
    .map(({ run }) => run);
}

function readTrials<E extends Cells<E>>(
  root: string,
  experiment: E,
  protocol: string,
): Loaded<E>['trials'] {
  const tried = Object.keys(experiment.rows).flatMap((row): [string, RunResult[]][] => {
    const tuner = tunerOf(experiment, row);
    if (tuner === undefined) return [];
    const cell = { experiment: tuner.experiment, row, arm: tuner.tuning!.arm };
    const points = tuner.rows[row]!.trials!;
    const results = points.flatMap(({ seed, factor }) => {
      const path = trialFile(root, cell, protocol, { seed, factor });
      const result = readResult(path);
      if (result === undefined) return [];
      requirePlace(path, result, { cell, protocol, seed });
      return result;
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
export function loadResults<E extends Cells<E>>(
  root: string,
  experiment: E,
  protocol: string,
): Loaded<E> {
  if (!existsSync(root)) throw new UserError(`${root}: there is no such folder of results`);
  const runs = readRuns(root, experiment, protocol);
  return { experiment, protocol, runs, trials: readTrials(root, experiment, protocol) };
}

/** The protocols that some cell of `experiment` has results under. */
export function protocolsOf<E extends Cells<E>>(root: string, experiment: E): string[] {
  const folders = [...cellOwners(experiment).keys()].flatMap((name) => foldersIn(join(root, name)));
  return [...new Set(folders)].toSorted();
}

const RESULT_NAME = /-s-?\d+\.json$/;

/** Refuses results that belong to no experiment: no table would show them. */
function requireKnown(root: string, known: readonly string[]): void {
  for (const name of foldersIn(root).filter((folder) => !known.includes(folder))) {
    const folders = foldersIn(join(root, name)).map((protocol) => join(root, name, protocol));
    if (!folders.some((folder) => readdirSync(folder).some((file) => RESULT_NAME.test(file)))) {
      continue;
    }
    throw new UserError(
      `${join(root, name)}: there are results, but no experiment ${name}; ` +
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

/** Whether half of the cells of `experiment` have a result. */
function isHalfDone<E extends Cells<E>>({ experiment, runs }: Loaded<E>): boolean {
  const done = new Set(runs.map(({ result: { cell } }) => `${cell!.row}-${cell!.arm}`));
  const all = Object.values(experiment.rows).reduce((count, { arms }) => count + arms.length, 0);
  return done.size >= all / 2;
}

/**
 * An experiment under every protocol that it has results for. One whose rows are all taken from
 * others has them where half of its cells do: what little a few of those rows would show stands in
 * their own tables.
 */
function loadEverywhere<E extends Cells<E>>(root: string, experiment: E): Loaded<E>[] {
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
export function loadAllResults<E extends Cells<E>>(
  root: string,
  experiments: readonly E[],
): Loaded<E>[] {
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
