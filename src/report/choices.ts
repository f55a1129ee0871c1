import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config/json-file.ts';
import { valueAt } from '../config/layers.ts';
import { validate } from '../config/validate.ts';
import { UserError } from '../errors.ts';
import type { Experiment } from '../experiment/definition.ts';
import { tunerOf } from '../experiment/rows.ts';
import type { Choice } from '../experiment/tuning.ts';
import { type StoredResult, TRIALS } from './stored-results.ts';

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

/**
 * Holds the results of tuned rows to what was chosen for them.
 *
 * @throws UserError for one that was run with another number
 */
export function requireChosen(choices: readonly Choice[], stored: readonly StoredResult[]): void {
  for (const { row, key, chosen } of choices) {
    const path = key.split('.');
    for (const { file, result } of stored.filter(({ result }) => result.cell?.row === row)) {
      const found = valueAt(result.config, path);
      if (chosen === undefined || found === chosen.value) continue;
      throw new UserError(
        `${file} was run with ${key} ${found}, but ${chosen.value} was chosen for the row ${row}; ` +
          'remove it, and run the experiment again',
      );
    }
  }
}
