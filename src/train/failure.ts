import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkpointSteps } from '../checkpoint/store.ts';
import { readIfValid } from '../config/json-file.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { asUserError } from '../platform/file-errors.ts';
import { codeIdentity } from '../results/provenance.ts';
import { provenanceSchema } from '../results/result.ts';
import { checkpointFolder } from './resume.ts';

const attemptSchema = z.strictObject({
  at: z.iso.datetime().describe('When it ended, in UTC'),
  step: z
    .int()
    .nonnegative()
    .describe('The step of the newest checkpoint, from which the next attempt goes on; 0: none'),
  message: z.string().describe('What went wrong: what to do about it, or where in the code it was'),
  ...provenanceSchema.pick({ version: true, commit: true, node: true }).shape,
});

/** `failure.json` in a run's folder. A failure is no result: the next attempt may have one. */
export const failureSchema = z.strictObject({
  format: z.literal(1).describe('The version of this format'),
  attempts: z
    .array(attemptSchema)
    .describe('Attempts at the run that ended without a result since it last had one'),
});

/** One attempt at a run that ended without a result. */
type FailedAttempt = z.infer<typeof attemptSchema>;

const failureFile = (folder: string) => join(folder, 'failure.json');

/** The attempts at the run in `folder` that failed since it last had a result. */
export function failedAttempts(folder: string): FailedAttempt[] {
  // A damaged file is of no use to anyone, and in nobody's way: the next attempt writes it anew.
  return readIfValid(failureSchema, failureFile(folder))?.attempts ?? [];
}

/** An error as a person is told of it: its remedy, or its place in the code. */
export function failureMessage(error: unknown): string {
  const mistake = asUserError(error);
  if (mistake !== undefined) return mistake.message;
  return (error instanceof Error ? error.stack : undefined) ?? String(error);
}

/** What stopped a run; `mistake`: somebody has to put it right first, so trying again is of no use. */
export const failureOf = (error: unknown) => ({
  message: failureMessage(error),
  mistake: asUserError(error) !== undefined,
});

/**
 * Adds an attempt to `failure.json` in the run's folder.
 *
 * @returns the file, or undefined where it cannot be written: what made the run fail, such as a full
 *   disk, may be the reason
 */
export function recordFailure(folder: string, message: string): string | undefined {
  const file = failureFile(folder);
  try {
    const attempt: FailedAttempt = {
      at: new Date().toISOString(),
      step: checkpointSteps(checkpointFolder(folder)).at(-1) ?? 0,
      message,
      ...codeIdentity(),
    };
    const failure = { format: 1, attempts: [...failedAttempts(folder), attempt] };
    writeWholeFile(file, [`${JSON.stringify(failure, null, 2)}\n`]);
    return file;
  } catch (error) {
    if (asUserError(error) === undefined) throw error;
    return undefined;
  }
}

/** Forgets the attempts that failed, as the run has its result now. */
export function clearFailures(folder: string): void {
  rmSync(failureFile(folder), { force: true });
}
