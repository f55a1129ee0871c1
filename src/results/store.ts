import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, readText } from '../config/json-file.ts';
import { validate } from '../config/validate.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { UserError } from '../platform/errors.ts';
import { type Cell, type RunResult, resultSchema } from './result.ts';
import { runName } from './run-name.ts';
import {
  checksumOf,
  formatTranslations,
  packTranslations,
  type ScoredTranslations,
  translationsPath,
} from './translations.ts';

/** What to do about a result file that cannot be believed. */
const REMEDY = 'restore the file, or remove it and run it again';

/** What stands for the checksum while it is computed. */
const NO_CHECKSUM = '0'.repeat(64);

/** The key of the file's own checksum, at the end of the file: nothing else stands there. */
const CHECKSUM = /(?<="sha256": ")[0-9a-f]{64}(?="\n}\n$)/;

/** What is tried for the rows of an experiment lies apart from the cells of its table. */
export const TRIALS = 'tuning';

/**
 * The file that holds the result of one cell of a table under one protocol and seed, or of a trial for
 * it, which multiplies its row's own number by `factor`.
 */
export function resultPath(
  root: string,
  cell: Cell,
  protocol: string,
  seed: number,
  factor?: number,
): string {
  const folder = join(root, cell.experiment, protocol, ...(factor === undefined ? [] : [TRIALS]));
  return join(folder, `${runName({ cell, seed, factor })}.json`);
}

/** The result of a run of its own, in the folder of the run. */
export const ownResultPath = (runFolder: string): string => join(runFolder, 'result.json');

/** A result, and the translations that its scores of the test set are of. */
export type ScoredResult = {
  readonly result: RunResult;
  /** Absent where training diverged, or the test set was left out. */
  readonly translations?: ScoredTranslations | undefined;
};

/** The checksum of a result file's text, whatever stands in the checksum's own place. */
const resultChecksum = (text: string): string => checksumOf(text.replace(CHECKSUM, NO_CHECKSUM));

/**
 * Writes a result and its translations beside it. A reader sees the whole of each file or none of
 * it, and no result whose translations are not there.
 *
 * @throws UserError where the file system refuses
 */
export function writeResult(path: string, { result, translations }: ScoredResult): void {
  const lines = translations === undefined ? undefined : formatTranslations(translations);
  const { test } = result;
  const complete =
    lines === undefined || test === undefined
      ? result
      : { ...result, test: { ...test, translations: checksumOf(lines) } };
  const checked = { ...resultSchema.parse(complete), sha256: NO_CHECKSUM };
  const text = `${JSON.stringify(checked, null, 2)}\n`;
  if (lines !== undefined) writeWholeFile(translationsPath(path), [packTranslations(lines)]);
  writeWholeFile(path, [text.replace(CHECKSUM, resultChecksum(text))]);
}

/** Gives the run of the result file `to` the result in `from`, and the translations beside it. */
export function copyResult(from: string, to: string): void {
  const [translations, copy] = [from, to].map(translationsPath) as [string, string];
  if (existsSync(translations)) writeWholeFile(copy, [readFileSync(translations)]);
  // Last: where it is, the run is done.
  writeWholeFile(to, [readFileSync(from)]);
}

/** Removes a result and its translations, where they are. */
export function removeResult(path: string): void {
  for (const file of [path, translationsPath(path)]) rmSync(file, { force: true });
}

/**
 * The result in `path`, or undefined where there is no such file.
 *
 * @throws UserError where the file is not as it was written
 */
export function readResult(path: string): RunResult | undefined {
  if (!existsSync(path)) return undefined;
  const text = readText(path);
  const layer = parseJson(text, path, REMEDY);
  const subject = `the result file ${path}`;
  const { sha256, ...result } = validate(resultSchema, layer, subject, REMEDY);
  if (sha256 === undefined) return result;
  const found = resultChecksum(text);
  if (CHECKSUM.exec(text)?.[0] === sha256 && found === sha256) return result;
  throw new UserError(
    `${path}: is not as it was written: its sha256 is ${found}, and ${sha256} was written; ${REMEDY}`,
  );
}

/** Whose result a file holds, by its place. */
type Place = { readonly cell: Cell; readonly protocol: string; readonly seed: number };

/**
 * Refuses a result that is of another cell, protocol or seed than the file's place says: somebody
 * has copied or renamed it, and a table would mix what does not belong together.
 */
function requirePlace(path: string, { cell, config }: RunResult, place: Place): void {
  const found = { ...cell, protocol: config.protocol, seed: config.training.seed };
  const expected = { ...place.cell, protocol: place.protocol, seed: place.seed };
  for (const key of Object.keys(expected) as (keyof typeof expected)[]) {
    if (found[key] === expected[key]) continue;
    throw new UserError(
      `${path}: ${key} is ${JSON.stringify(found[key])}, but its place says ` +
        `${JSON.stringify(expected[key])}; results of two kinds cannot share a table: move the ` +
        'file to its own place, or remove it',
    );
  }
}

/**
 * The result of `place` in `path`, or undefined where there is no such file.
 *
 * @throws UserError where the file is not as it was written, or is of another place
 */
export function readResultOf(path: string, place: Place): RunResult | undefined {
  const result = readResult(path);
  if (result !== undefined) requirePlace(path, result, place);
  return result;
}
