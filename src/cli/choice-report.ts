import type { Choice } from '../experiment/tuning.ts';
import { count } from './count.ts';

/** What was chosen for a row, of what. */
export function describeChoice({ row, key, trials, chosen, atEdge }: Choice): string {
  if (chosen === undefined)
    return `${row}: none of ${count(trials.length, 'value')} of ${key} was completed`;
  return (
    `${row}: ${key} ${chosen.value} (the row's own × ${chosen.times}) has the lowest dev ` +
    `log-perplexity of ${trials.length}, ${chosen.logPerplexity!.toFixed(3)}` +
    (atEdge ? '; it is at the edge of the grid' : '')
  );
}
