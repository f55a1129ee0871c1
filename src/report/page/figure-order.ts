/** In which order the page tries experiments for a figure: it shows the first that the figure can be drawn of. */
import { sizesTried } from '../figures/memory-quality.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type Campaign, rateMultipliers } from './campaigns.ts';

/**
 * Sweeps of the rate first: the one that marks the rate of the main table, which shows the rows around it;
 * then the one whose rule chose that rate.
 */
export function byRateSweep(
  given: readonly ReportedExperiment[],
  leading: readonly Campaign[],
): ReportedExperiment[] {
  const rates = rateMultipliers(leading);
  const rankOf = ({ report, experiment }: ReportedExperiment): number => {
    const marked = report.sweep?.marked?.value;
    if (marked !== undefined && (rates.length === 0 || rates.includes(marked))) return 0;
    return experiment.operatingPoint === undefined ? 2 : 1;
  };
  return given.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Those that tried the most sizes of state first, and last the main tables, which have a figure already. */
export function byStateSizes(
  given: readonly ReportedExperiment[],
  campaigns: readonly Campaign[],
): ReportedExperiment[] {
  const isMain = (one: ReportedExperiment) => campaigns.some(({ main }) => main === one);
  return given.toSorted(
    (a, b) => Number(isMain(a)) - Number(isMain(b)) || sizesTried(b) - sizesTried(a),
  );
}
