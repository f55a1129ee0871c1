import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config/json-file.ts';
import { validate } from '../config/validate.ts';
import type { Experiment } from '../experiment/definition.ts';
import { tunerOf } from '../experiment/rows.ts';
import type { Choice } from '../experiment/tuning.ts';
import { TRIALS } from './stored-results.ts';

const trialSchema = z.strictObject({
  value: z.number(),
  times: z.number(),
  status: z.enum(['completed', 'diverged']),
  logPerplexity: z.number().optional(),
});

const choiceSchema = z.strictObject({
  row: z.string(),
  key: z.string(),
  trials: z.array(trialSchema),
  chosen: trialSchema.optional(),
  atEdge: z.boolean(),
});

/**
 * What was tried and chosen for the rows of an experiment under one protocol, in their order; rows
 * that nothing is chosen for, or not yet, are left out.
 *
 * @param root the folder of all results
 * @throws UserError for a file that is not of this form
 */
export function readChoices(root: string, experiment: Experiment, protocol: string): Choice[] {
  return Object.keys(experiment.rows).flatMap((row) => {
    const tuner = tunerOf(experiment, row);
    if (tuner === undefined) return [];
    const path = join(root, tuner.experiment, protocol, TRIALS, `${row}.json`);
    if (!existsSync(path)) return [];
    return validate<Choice>(choiceSchema, readJson(path), path);
  });
}
