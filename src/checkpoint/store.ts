import { closeSync, fstatSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { UserError } from '../platform/errors.ts';
import { fenceOf } from '../platform/fence.ts';
import { fileError } from '../platform/file-errors.ts';
import { readAt } from '../platform/read-at.ts';
import {
  type ByteSource,
  type Contents,
  DamagedFile,
  decodeSafetensors,
  encodeSafetensors,
} from './safetensors.ts';

/** The format that files of this version name. */
const FORMAT = 'sublinear checkpoint 1';

const FILE_NAME = /^step-(\d{9})\.safetensors$/;

/** Training as it was after a step. */
export type Checkpoint = Contents & { readonly step: number };

/** The file in `folder` that holds the checkpoint of `step`. */
export function checkpointPath(folder: string, step: number): string {
  return join(folder, `step-${String(step).padStart(9, '0')}.safetensors`);
}

/**
 * The steps of which `folder` has a checkpoint, rising.
 *
 * @throws UserError where the folder cannot be read
 */
export function checkpointSteps(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError(error, folder, 'read');
  }
  return names
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Writes a checkpoint into `folder`: whole or, whatever happens, not at all under its name. One
 * process at a time may write into a folder (see `takeLease`).
 *
 * @throws UserError where the file system refuses
 */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const { step, tensors, metadata } = checkpoint;
  const labelled = { ...metadata, format: FORMAT, step: String(step) };
  const parts = encodeSafetensors({ tensors, metadata: labelled });
  writeWholeFile(checkpointPath(folder, step), parts);
}

/** An open file as `decodeSafetensors` reads it. */
function fileSource(file: number): ByteSource {
  return {
    size: fstatSync(file).size,
    read(target, position) {
      const count = readAt(file, target, position);
      if (count < target.length) throw new DamagedFile(`it ends after ${position + count} bytes`);
    },
  };
}

/**
 * Reads the checkpoint of `step` in `folder`.
 *
 * @param isWanted by name, which tensors are read; all of them unless given
 * @throws DamagedFile where it is not as it was written
 * @throws UserError where it cannot be read, or another version of this program wrote it
 */
export function readCheckpoint(
  folder: string,
  step: number,
  isWanted?: (name: string) => boolean,
): Checkpoint {
  const path = checkpointPath(folder, step);
  let contents: Contents;
  try {
    const file = openSync(path, 'r');
    try {
      contents = decodeSafetensors(fileSource(file), isWanted);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileError(error, path, 'read');
  }
  const { tensors, metadata } = contents;
  const { format, step: written, ...rest } = metadata;
  if (format !== FORMAT) {
    throw new UserError(
      `${path}: is a "${format}", and this version reads "${FORMAT}"; go on with the version that ` +
        'wrote it, or begin anew in another folder',
    );
  }
  if (written !== String(step)) throw new DamagedFile(`it holds step ${written}`);
  return { step, tensors, metadata: rest };
}

/**
 * The newest checkpoint in `folder` that is as it was written, or undefined where there is none.
 *
 * @param damaged told of each newer one that is not; training from an older one, or from the start,
 *   ends with the same bytes, only later
 * @throws UserError where one cannot be read, or another version of this program wrote it
 */
export function newestCheckpoint(
  folder: string,
  damaged: (path: string, reason: string) => void,
): Checkpoint | undefined {
  for (const step of checkpointSteps(folder).reverse()) {
    try {
      return readCheckpoint(folder, step);
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      damaged(checkpointPath(folder, step), error.message);
    }
  }
  return undefined;
}

function removeCheckpoints(folder: string, steps: readonly number[]): void {
  if (steps.length > 0) fenceOf(folder)?.confirm();
  for (const step of steps) {
    const path = checkpointPath(folder, step);
    try {
      rmSync(path);
    } catch (error) {
      throw fileError(error, path, 'removed');
    }
  }
}

/**
 * Removes the checkpoints of `folder` but for the `last` ones up to the step that training has
 * `reached`, and those of `steps`. Later ones are those that training could not go on from: were they
 * counted, a good one would go for a damaged one.
 *
 * @throws UserError where the file system refuses
 */
export function pruneCheckpoints(
  folder: string,
  { reached, last, steps }: { reached: number; last: number; steps: readonly number[] },
): void {
  const all = checkpointSteps(folder);
  const done = all.filter((step) => step <= reached);
  const kept = new Set([...done.slice(Math.max(0, done.length - last)), ...steps]);
  removeCheckpoints(
    folder,
    all.filter((step) => step > reached || !kept.has(step)),
  );
}

/**
 * Removes all checkpoints of `folder`.
 *
 * @throws UserError where the file system refuses
 */
export function removeAllCheckpoints(folder: string): void {
  removeCheckpoints(folder, checkpointSteps(folder));
}
