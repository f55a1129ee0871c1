import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendToFile, writeWholeFile } from '../platform/atomic-write.ts';
import { type EventContent, encodeEvent, type Scalars } from './event.ts';
import { encodeRecord } from './record.ts';

/** TensorBoard takes files with this in their names for its own, and reads them in order of name. */
const PREFIX = 'events.out.tfevents.';

const NUMBERED = new RegExp(`^${PREFIX.replaceAll('.', '\\.')}(\\d{10})$`);

/** Comes after all numbers. */
const LAST = `${PREFIX}scores`;

/** Takes what a run has to show. */
type EventFile = { scalars(step: number, scalars: Scalars): void };

const record = (step: number, content: EventContent): Uint8Array =>
  encodeRecord(encodeEvent({ ...content, step, wallTime: Date.now() / 1000 }));

/** Removes the events of a run in `folder` that is begun anew. */
export function removeEvents(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX)) rmSync(join(folder, name));
  }
}

/**
 * Begins an event file in `folder` for a run whose next step is `step`. Earlier files stay as they
 * are: the new one begins by telling TensorBoard to forget what they say of `step` and later.
 *
 * @throws UserError, here and for each event, where the file system refuses
 */
export function openEventFile(folder: string, step: number): EventFile {
  mkdirSync(folder, { recursive: true });
  const numbers = readdirSync(folder).map((name) => Number(NUMBERED.exec(name)?.[1] ?? 0));
  const path = join(folder, `${PREFIX}${String(Math.max(0, ...numbers) + 1).padStart(10, '0')}`);
  appendToFile(path, record(0, { kind: 'version' }));
  appendToFile(path, record(step, { kind: 'start' }));
  return { scalars: (at, scalars) => appendToFile(path, record(at, { kind: 'scalars', scalars })) };
}

/**
 * Writes the scores of a run in `folder` that is done as a file of their own: scored again, it
 * replaces them.
 *
 * @throws UserError where the file system refuses
 */
export function writeScores(
  folder: string,
  scores: readonly { readonly step: number; readonly scalars: Scalars }[],
): void {
  const records = scores.map(({ step, scalars }) => record(step, { kind: 'scalars', scalars }));
  writeWholeFile(join(folder, LAST), [record(0, { kind: 'version' }), ...records]);
}
