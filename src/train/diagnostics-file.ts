import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { fenceOf } from '../platform/fence.ts';
import { fileError } from '../platform/file-errors.ts';
import { type DiagnosticsPoint, tensorLines } from './diagnostics.ts';

/** The file in a run's folder: one JSON object for each measured step and parameter tensor. */
export const DIAGNOSTICS_FILE = 'diagnostics.ndjson';

function text(points: readonly DiagnosticsPoint[], names: readonly string[]): string {
  return points
    .flatMap((point) => tensorLines(point, names))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/**
 * Makes `diagnostics.ndjson` in `folder` hold `points`, those that training goes on from, whatever it
 * held before; lines of steps that will be done again are so not there twice.
 *
 * @param names of the parameter tensors, in the order of the points' columns
 * @returns what adds further points
 * @throws UserError where the file system refuses
 */
export function diagnosticsFile(
  folder: string,
  names: readonly string[],
  points: readonly DiagnosticsPoint[],
): (points: readonly DiagnosticsPoint[]) => void {
  const path = join(folder, DIAGNOSTICS_FILE);
  writeWholeFile(path, [text(points, names)]);
  return (more) => {
    fenceOf(path)?.glance();
    try {
      appendFileSync(path, text(more, names));
    } catch (error) {
      throw fileError(error, path, 'written');
    }
  };
}
