import { medianOfStudies, type Trial, triedText } from '../../experiment/tuning.ts';
import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { BAND_PART, type RateBand, rateBand } from '../stats/rate-band.ts';
import { orDash } from './text.ts';

function trialText(trial: Trial, chosen: Trial | undefined): string {
  const { value, logPerplexity, seed } = trial;
  const text = `${triedText(trial)}: ${logPerplexity === undefined ? 'diverged' : logPerplexity.toFixed(3)}`;
  return value === chosen?.value && seed === chosen.seed ? `**${text}**` : text;
}

/** The first and the last factor of a band, and its width; at least this width at the edge of the grid. */
const bandText = ({ from, to, touchesEdge }: RateBand): string =>
  `${from} to ${to}: ${touchesEdge ? '≥ ' : ''}${Number((to / from).toPrecision(3))}×`;

const BAND_LEGEND =
  'Band: the factors of the grid, about the best one, at which the lowest perplexity of all trials there is ' +
  `within ${100 * BAND_PART}% of the best. It ends before the first factor that is worse, or at which all trials ` +
  'diverged. The width is its last factor divided by its first, with ≥ where it touches the edge of what ' +
  'was tried. Factors multiply the number that the row starts from. Trials at one factor differ by their ' +
  'seeds and by other searched settings: no single setting of such a row has its band.';

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
      orDash(rateBand(trials), bandText),
      ...(inStudies ? [medianOfStudies(choice)?.toFixed(3) ?? ''] : []),
      chosen === undefined
        ? 'none'
        : `${triedText(chosen)}${atEdge ? ', at the edge of the grid' : ''}`,
    ];
  });
  const tried = inStudies
    ? 'We tried quasi-random points of each search space in studies, each with a seed of its own'
    : 'We tried every number of one grid with one seed';
  const header = ['row', 'number', 'tried, with dev log-perplexity', 'band'];
  return [
    '## What was tuned',
    `${tried}, and chose the lowest log-perplexity of the development set at the end of the run. ${BAND_LEGEND}`,
    inStudies
      ? alignedTable([...header, "median of studies' best", 'chosen'], lines, 'llllrl')
      : alignedTable([...header, 'chosen'], lines, 'lllll'),
  ];
}
