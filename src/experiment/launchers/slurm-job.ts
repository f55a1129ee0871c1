import { join } from 'node:path';
import { z } from 'zod';
import { readIfValid } from '../../config/json-file.ts';
import { writeWholeFile } from '../../platform/atomic-write.ts';
import { stepsDone } from '../pace.ts';
import type { PlannedRun } from '../plan.ts';

const stopsSchema = z.strictObject({
  step: z.int().nonnegative().describe('The newest checkpoint at the last stop'),
  withoutProgress: z
    .int()
    .nonnegative()
    .describe(
      'How many stops in a row, the last one included, found the checkpoint of the one before',
    ),
});

/**
 * Counts that the job of a cell was stopped.
 *
 * @param submission the folder of the plan
 * @param most how often in a row it may be stopped without a new checkpoint
 * @returns why it must not be queued again, or undefined where it may be
 */
export function countStop(
  submission: string,
  index: number,
  { runs, run, most }: { readonly runs: string; readonly run: PlannedRun; readonly most: number },
): string | undefined {
  const path = join(submission, 'stops', `${index}.json`);
  const step = stepsDone(runs, run);
  // It was never stopped, or the file is damaged: the count begins anew.
  const last = readIfValid(stopsSchema, path);
  const withoutProgress = last?.step === step ? last.withoutProgress + 1 : 0;
  writeWholeFile(path, [`${JSON.stringify({ step, withoutProgress })}\n`]);
  if (withoutProgress <= most) return undefined;
  return (
    `stopped ${withoutProgress + 1} times at step ${step} and is not queued again: a job that comes ` +
    'no further needs a longer time limit (--slurm time=HH:MM:SS) or other nodes'
  );
}
