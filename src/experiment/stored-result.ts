import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusStatistics } from 'sacrebleu-ts';
import { UserError } from '../platform/errors.ts';
import type { Cell, RunResult } from '../results/result.ts';
import { readResultOf, resultPath, TRIALS } from '../results/store.ts';
import { readTranslations, TRANSLATIONS, translationsPath } from '../results/translations.ts';
import { type Experiment, owner } from './rows.ts';

/** A result file of an experiment, and the translations beside it. */
export type StoredResult = {
  /** From the folder of all results. */
  readonly file: string;
  readonly result: RunResult;
  /** What each test sentence adds to BLEU; undefined where a result is older than its keeping. */
  readonly sentences: CorpusStatistics | 'diverged' | undefined;
  /** Part of the translations that are different ones, from 0 to 1; undefined where none are there. */
  readonly distinct: number | undefined;
};

export const seedOf = ({ result }: StoredResult): number => result.config.training.seed;

/** Those of `runs` that are of one cell. */
export function runsOf<R extends Pick<StoredResult, 'result'>>(
  runs: readonly R[],
  { row, arm }: Pick<Cell, 'row' | 'arm'>,
): R[] {
  return runs.filter(({ result: { cell } }) => cell?.row === row && cell.arm === arm);
}

/** Such as `A-none-s1.json` and `A-none-s1.translations.tsv.gz`. */
const OF_A_RUN = /^([A-Za-z0-9]+)-([A-Za-z0-9]+)-s(-?\d+)(\..+)$/;

/** What is made from results and lies beside them. */
export const MADE_FROM_RESULTS = /^table\.(md|csv|tex|json)$|^figures$|\.(svg|html)$/;

/** Why a run has no place among the results of `experiment`, if it has none. */
function strayProblem(experiment: Experiment, row: string, arm: string): string | undefined {
  const { rows } = experiment;
  if (!(row in rows)) {
    return `${experiment.experiment} has no row ${row}; it has ${Object.keys(rows).join(', ')}`;
  }
  if (!rows[row]!.arms.includes(arm)) {
    return `the row ${row} has no arm ${arm}; it has ${rows[row]!.arms.join(', ')}`;
  }
  const { experiment: name } = owner(experiment, row, arm);
  if (name === experiment.experiment) return undefined;
  return `the row ${row} is that of ${name}, which has its results`;
}

/** The files of runs in `folder`; refuses what is neither of a run nor made from results. */
function runFiles(folder: string, experiment: Experiment) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.map(({ name }) => name).filter((name) => !name.startsWith('.'));
  return names
    .filter((name) => !MADE_FROM_RESULTS.test(name) && name !== TRIALS)
    .toSorted()
    .map((name) => {
      const refuse = (problem: string): never => {
        throw new UserError(
          `${join(folder, name)}: ${problem}; move it away, so that tables are of results alone`,
        );
      };
      const found = OF_A_RUN.exec(name) ?? refuse('no result file: expected ROW-ARM-sSEED.json');
      const [, row = '', arm = '', seed = '', kind = ''] = found;
      const problem = strayProblem(experiment, row, arm);
      if (problem !== undefined) refuse(problem);
      // Translations are written before their result, so a run may be between the two.
      const alone = kind !== '.json' && kind !== TRANSLATIONS;
      const result = `${name.slice(0, -kind.length)}.json`;
      if (alone && !names.includes(result)) refuse(`there is no ${result}`);
      return { row, arm, seed: Number(seed), kind };
    });
}

function readSentences(
  path: string,
  result: RunResult,
): Pick<StoredResult, 'sentences' | 'distinct'> {
  if (result.status === 'diverged') return { sentences: 'diverged', distinct: undefined };
  const checksum = result.test?.translations;
  if (checksum === undefined) return { sentences: undefined, distinct: undefined };
  const file = translationsPath(path);
  const found = readTranslations(file, checksum);
  if (found === undefined) {
    throw new UserError(
      `${file}: missing; ${path} was made with it: restore it, or remove the result and run it again`,
    );
  }
  const distinct = new Set(found.translations).size / found.translations.length;
  return { sentences: found.statistics, distinct };
}

/**
 * The results of `cells` that lie in the folder of their experiment under one protocol.
 *
 * @param root the folder of all results
 * @throws UserError for a file in it that is no result of `experiment`, or is damaged
 */
export function storedResults(
  root: string,
  experiment: Experiment,
  protocol: string,
  cells: readonly Cell[],
): StoredResult[] {
  const files = runFiles(join(root, experiment.experiment, protocol), experiment);
  return files.flatMap(({ row, arm, seed, kind }) => {
    const cell = cells.find((one) => one.row === row && one.arm === arm);
    if (kind !== '.json' || cell === undefined) return [];
    const path = resultPath(root, cell, protocol, seed);
    const result = readResultOf(path, { cell, protocol, seed })!;
    const file = resultPath('', cell, protocol, seed);
    return { file, result, ...readSentences(path, result) };
  });
}
