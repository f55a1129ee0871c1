import { medianOfStudies, type Trial } from '../../experiment/tuning.ts';
import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';

function trialText(trial: Trial, chosen: Trial | undefined): string {
  const { value, logPerplexity, seed, settings = {} } = trial;
  const also = Object.entries(settings).map(([key, set]) => `, ${key} ${JSON.stringify(set)}`);
  const text = `${value}${also.join('')}: ${logPerplexity === undefined ? 'diverged' : logPerplexity.toFixed(3)}`;
  return value === chosen?.value && seed === chosen.seed ? `**${text}**` : text;
}

/** What was tried for rows that are tuned, and what was chosen; nothing where none is. */
export function tuningSection({ choices }: ExperimentReport): string[] {
  if (choices.length === 0) return [];
  const inStudies = choices.some(({ studies }) => studies !== undefined);
  const lines = choices.map((choice) => {
    const { row, key, trials, chosen, atEdge } = choice;
    return [
      row,
      key,
      trials.map((trial) => trialText(trial, chosen)).join(', '),
      ...(inStudies ? [medianOfStudies(choice)?.toFixed(3) ?? ''] : []),
      chosen === undefined ? 'none' : `${chosen.value}${atEdge ? ', at the edge of the grid' : ''}`,
    ];
  });
  const tried = inStudies
    ? 'We tried quasi-random points of each search space in studies, each with a seed of its own'
    : 'We tried every number of one grid with one seed';
  const header = ['row', 'number', 'tried, with dev log-perplexity'];
  return [
    '## What was tuned',
    `${tried}, and chose the lowest log-perplexity of the development set at the end of the run.`,
    inStudies
      ? alignedTable([...header, "median of studies' best", 'chosen'], lines, 'lllrl')
      : alignedTable([...header, 'chosen'], lines, 'llll'),
  ];
}
