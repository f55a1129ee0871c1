import { medianOfStudies, type TuningResult } from '../experiment/tuning.ts';
import { count } from './count.ts';

/** What was chosen for a row, of what. */
export function describeTuning(choice: TuningResult): string {
  const { row, key, trials, chosen, atEdge } = choice;
  const median = medianOfStudies(choice);
  if (chosen === undefined)
    return `${row}: none of ${count(trials.length, 'value')} of ${key} was completed`;
  return (
    `${row}: ${key} ${chosen.value} (the row's own × ${chosen.factor}) has the lowest dev ` +
    `log-perplexity of ${trials.length}, ${chosen.logPerplexity!.toFixed(3)}` +
    (median === undefined ? '' : `; the median of its studies' best is ${median.toFixed(3)}`) +
    (atEdge ? '; it is at the edge of the grid' : '')
  );
}
