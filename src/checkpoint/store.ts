import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { type Contents, DamagedFile, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** What a file written by this version says it is. */
const FORMAT = 'sublinear checkpoint 1';

const FILE_NAME = /^step-(\d{9})\.safetensors$/;

/** Training as it was after a step. */
export type Checkpoint = Contents & { readonly step: number };

function fileName(step: number): string {
  return `step-${String(step).padStart(9, '0')}.safetensors`;
}

/** The steps of which `folder` has a checkpoint, rising. */
export function checkpointSteps(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function writeThrough(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, 'w');
  try {
    for (const part of parts) {
      for (let written = 0; written < part.length; ) {
        written += writeSync(file, part, written, part.length - written);
      }
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes what was renamed in `folder` outlast a loss of power. */
function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/**
 * Writes a checkpoint into `folder`: whole or, whatever happens, not at all under its name. One
 * process at a time may write into a folder (see `lockFolder`).
 *
 * @throws UserError where the file system refuses
 */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const { step, tensors, metadata } = checkpoint;
  const path = join(folder, fileName(step));
  const partial = join(folder, 'partial');
  try {
    mkdirSync(folder, { recursive: true });
    const labelled = { ...metadata, format: FORMAT, step: String(step) };
    writeThrough(partial, encodeSafetensors({ tensors, metadata: labelled }));
    renameSync(partial, path);
    flushFolder(folder);
  } catch (error) {
    if (existsSync(partial)) rmSync(partial);
    throw new UserError(
      `${path}: the checkpoint cannot be written (${(error as Error).message}); make room or give ` +
        'the right to write there, and start the same command again: it goes on from the newest ' +
        'checkpoint',
      { cause: error },
    );
  }
}

/**
 * Reads the checkpoint of `step` in `folder`.
 *
 * @throws DamagedFile where it is not as it was written
 */
export function readCheckpoint(folder: string, step: number): Checkpoint {
  const path = join(folder, fileName(step));
  const { tensors, metadata } = decodeSafetensors(readFileSync(path));
  const { format, step: written, ...rest } = metadata;
  if (format !== FORMAT) throw new DamagedFile(`it says that it is "${format}", not "${FORMAT}"`);
  if (written !== String(step)) throw new DamagedFile(`it holds step ${written}`);
  return { step, tensors, metadata: rest };
}

/**
 * The newest checkpoint in `folder` that is as it was written, or undefined where there is none.
 *
 * @param damaged told of each newer one that is not; training from an older one, or from the start,
 *   ends with the same bytes, only later
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
      damaged(join(folder, fileName(step)), error.message);
    }
  }
  return undefined;
}

/** Removes the checkpoints of `folder`, but for the last `count` and those of the steps in `kept`. */
export function pruneCheckpoints(folder: string, count: number, kept: readonly number[]): void {
  const steps = checkpointSteps(folder);
  for (const step of steps.slice(0, Math.max(0, steps.length - count))) {
    if (!kept.includes(step)) rmSync(join(folder, fileName(step)));
  }
}
