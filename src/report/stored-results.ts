import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusStatistics } from 'sacrebleu-ts';
import { UserError } from '../errors.ts';
import type { Experiment } from '../experiment/definition.ts';
import type { Cell, RunResult } from '../results/result.ts';
import { readResult, resultPath } from '../results/store.ts';
import { readTranslations, translationsPath } from '../results/translations.ts';

/** A result file of an experiment, and the translations beside it. */
export type StoredResult = {
  /** From the folder of all results. */
  readonly file: string;
  readonly result: RunResult;
  /** What each test sentence adds to BLEU; undefined where a result is older than its keeping. */
  readonly sentences: CorpusStatistics | 'diverged' | undefined;
};

/** Such as `A-none-s1.json` and `A-none-s1.translations.tsv`. */
const OF_A_RUN = /^(?<row>[A-Za-z0-9]+)-(?<arm>[A-Za-z0-9]+)-s(?<seed>-?\d+)\.(?<kind>.+)$/;

/** What is made from results and lies beside them. */
export const MADE_FROM_RESULTS = /^table\.(md|csv|tex|json)$|^figures$|\.(svg|html)$/;

type RunFile = {
  readonly name: string;
  readonly row: string;
  readonly arm: string;
  readonly seed: number;
  readonly kind: string;
};

function parseName(name: string): RunFile | undefined {
  const groups = OF_A_RUN.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const { row, arm, seed, kind } = groups as Record<string, string>;
  return { name, row: row!, arm: arm!, seed: Number(seed), kind: kind! };
}

/** The files of runs in `folder`; refuses what is neither of a run nor made from results. */
function runFiles(folder: string, { experiment, rows, arms }: Experiment): RunFile[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.map(({ name }) => name).filter((name) => !name.startsWith('.'));
  return names
    .filter((name) => !MADE_FROM_RESULTS.test(name))
    .toSorted()
    .map((name) => {
      const refuse = (problem: string): never => {
        const path = join(folder, name);
        throw new UserError(
          `${path}: ${problem}; move it away, so that tables are of results alone`,
        );
      };
      const file = parseName(name) ?? refuse('no result file: expected ROW-ARM-sSEED.json');
      const known = (kind: string, there: object, wanted: string) => {
        if (wanted in there) return;
        refuse(`${experiment} has no ${kind} ${wanted}; it has ${Object.keys(there).join(', ')}`);
      };
      known('row', rows, file.row);
      known('arm', arms, file.arm);
      const { row, arm, seed, kind } = file;
      // Translations are written before their result, so a run may be between the two.
      const alone = kind !== 'json' && kind !== 'translations.tsv';
      if (alone && !names.includes(`${row}-${arm}-s${seed}.json`))
        refuse('there is no such result');
      return file;
    });
}

/** Refuses a result that is not what its place says. */
function requirePlace(path: string, result: RunResult, cell: Cell, protocol: string, seed: number) {
  const found = {
    ...result.cell,
    protocol: result.config.protocol,
    seed: result.config.training.seed,
  };
  for (const [key, expected] of Object.entries({ ...cell, protocol, seed })) {
    const given = found[key as keyof typeof found];
    if (given === expected) continue;
    throw new UserError(
      `${path}: ${key} is ${JSON.stringify(given)}, but its place says ${JSON.stringify(expected)}; ` +
        'results of two kinds cannot share a table: move the file to its own place',
    );
  }
}

function readSentences(path: string, result: RunResult): StoredResult['sentences'] {
  if (result.status === 'diverged') return 'diverged';
  const checksum = result.test?.translations;
  if (checksum === undefined) return undefined;
  const file = translationsPath(path);
  const found = readTranslations(file, checksum);
  if (found === undefined) {
    throw new UserError(
      `${file}: missing; ${path} was made with it: restore it, or remove the result and run it again`,
    );
  }
  return found.statistics;
}

/**
 * Every result of an experiment under one protocol, of any seed.
 *
 * @param root the folder of all results
 * @throws UserError for a file that is no result of this experiment and protocol, or is damaged
 */
export function readExperimentResults(
  root: string,
  experiment: Experiment,
  protocol: string,
): StoredResult[] {
  const folder = join(root, experiment.experiment, protocol);
  if (!existsSync(folder)) return [];
  const files = runFiles(folder, experiment).filter(({ kind }) => kind === 'json');
  return files.map(({ row, arm, seed }) => {
    const cell = { experiment: experiment.experiment, row, arm };
    const path = resultPath(root, cell, protocol, seed);
    const result = readResult(path)!;
    requirePlace(path, result, cell, protocol, seed);
    return {
      file: resultPath('', cell, protocol, seed),
      result,
      sentences: readSentences(path, result),
    };
  });
}
