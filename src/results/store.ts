import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { isMapping, layerFrom } from '../config/layers.ts';
import { validate } from '../config/validate.ts';
import { UserError } from '../errors.ts';
import { type Cell, type RunResult, resultSchema } from './result.ts';

/** The file that holds the result of one cell of a table under one protocol and seed. */
export function resultPath(root: string, cell: Cell, protocol: string, seed: number): string {
  return join(root, cell.experiment, protocol, `${cell.row}-${cell.arm}-s${seed}.json`);
}

/** Writes `result`; a reader sees the whole file or none of it. */
export function writeResult(path: string, result: RunResult): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileAtomic.sync(path, `${JSON.stringify(resultSchema.parse(result), null, 2)}\n`);
}

/** The result in `path`, or undefined where there is no such file. */
export function readResult(path: string): RunResult | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(
      `${path}: not valid JSON (${(error as Error).message}); remove the file and run it again`,
    );
  }
  if (!isMapping(value)) throw new UserError(`${path}: expected a JSON object`);
  return validate(resultSchema, layerFrom(value, path), `the result file ${path}`);
}
