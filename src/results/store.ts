import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readJson } from '../config/json-file.ts';
import { validate } from '../config/validate.ts';
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
  const layer = readJson(path, 'remove the file and run it again');
  return validate(resultSchema, layer, `the result file ${path}`);
}
