import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../config/layers.ts';
import type { Experiment } from '../../experiment/definition.ts';
import type { Loaded } from '../../experiment/load-results.ts';
import { tunerOf } from '../../experiment/rows.ts';
import type { StoredResult } from '../../experiment/stored-result.ts';
import { chosenValues, type TuningResult, tuningResultFrom } from '../../experiment/tuning.ts';
import { UserError } from '../../platform/errors.ts';

/**
 * The trials and the choices of the rows of an experiment, in their order, with how well each trial
 * translated, which chose nothing. Rows that nothing is chosen for, or not yet, are left out.
 */
export function choicesOf({ experiment, trials }: Loaded) {
  return Object.entries(trials).map(([row, results]) => {
    const { tuning, rows } = tunerOf(experiment, row)!;
    const choice = tuningResultFrom(row, tuning!, rows[row]!.trials!, results);
    return {
      ...choice,
      // Undefined where training diverged, and where the test set was not looked at.
      trials: choice.trials.map((trial, i) => ({ ...trial, bleu: results[i]!.test?.bleu.score })),
    };
  });
}

/**
 * Holds the results of tuned rows to what was chosen for them.
 *
 * @throws UserError for one that was run with another number, and where what was tried is not there
 */
export function requireChosen(
  experiment: Experiment,
  choices: readonly TuningResult[],
  stored: readonly StoredResult[],
): void {
  for (const { file, result } of stored) {
    const { row } = result.cell!;
    const tuner = tunerOf(experiment, row);
    if (tuner === undefined) continue;
    const choice = choices.find((each) => each.row === row);
    if (choice === undefined) {
      throw new UserError(
        `${file}: ${tuner.tuning!.key} of the row ${row} is chosen by trials, and not all of them are there; ` +
          'restore them, or remove it and run the experiment again',
      );
    }
    if (choice.chosen === undefined) continue;
    for (const [key, value] of Object.entries(chosenValues(choice))) {
      const found = valueAt(result.config, key.split('.'));
      if (isDeepStrictEqual(found, value)) continue;
      throw new UserError(
        `${file} was run with ${key} ${found}, but ${value} was chosen for the row ${row}; ` +
          'remove it, and run the experiment again',
      );
    }
  }
}
