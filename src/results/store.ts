import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readJson } from '../config/json-file.ts';
import { validate } from '../config/validate.ts';
import { type Cell, type RunResult, resultSchema } from './result.ts';
import {
  checksumOf,
  formatTranslations,
  type ScoredTranslations,
  translationsPath,
} from './translations.ts';

/** The file that holds the result of one cell of a table under one protocol and seed. */
export function resultPath(root: string, cell: Cell, protocol: string, seed: number): string {
  return join(root, cell.experiment, protocol, `${cell.row}-${cell.arm}-s${seed}.json`);
}

/** A result, and the translations that its scores of the test set are of. */
export type ScoredResult = {
  readonly result: RunResult;
  /** Absent where training diverged. */
  readonly translations?: ScoredTranslations | undefined;
};

/**
 * Writes a result and its translations beside it. A reader sees the whole of each file or none of
 * it, and no result whose translations are not there.
 */
export function writeResult(path: string, { result, translations }: ScoredResult): void {
  const text = translations === undefined ? undefined : formatTranslations(translations);
  const { test } = result;
  const checked = resultSchema.parse(
    text === undefined || test === undefined
      ? result
      : { ...result, test: { ...test, translations: checksumOf(text) } },
  );
  mkdirSync(dirname(path), { recursive: true });
  if (text !== undefined) writeFileAtomic.sync(translationsPath(path), text);
  writeFileAtomic.sync(path, `${JSON.stringify(checked, null, 2)}\n`);
}

/** The result in `path`, or undefined where there is no such file. */
export function readResult(path: string): RunResult | undefined {
  if (!existsSync(path)) return undefined;
  const layer = readJson(path, 'remove the file and run it again');
  return validate(resultSchema, layer, `the result file ${path}`);
}
