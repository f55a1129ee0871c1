import type { ReportedExperiment } from '../reported-experiment.ts';

/** Seeds in words, such as `seed 1` or `seeds 1, 2, 3`. */
export function seedsText(seeds: readonly number[]): string {
  const distinct = [...new Set(seeds)].sort((a, b) => a - b);
  return `${distinct.length === 1 ? 'seed' : 'seeds'} ${distinct.join(', ')}`;
}

/** What a figure is of: the experiment, its protocol and seeds, and the rows that were not run. */
export function figureSubtitle({ experiment, protocol, runs }: ReportedExperiment): string {
  const missing = Object.keys(experiment.rows).filter(
    (row) => !runs.some(({ result: { cell } }) => cell!.row === row),
  );
  const seeds = seedsText(runs.map(({ result }) => result.config.training.seed));
  return (
    `${experiment.experiment}, protocol ${protocol}, ${seeds}` +
    `${missing.length > 0 ? `; not run: ${missing.join(', ')}` : ''}.`
  );
}
