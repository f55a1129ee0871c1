import { extent, group, least, max, sort } from 'd3-array';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type Figure, figureSubtitle } from './figure.ts';
import { SHAPES } from './markers.ts';
import { armStyle, rowName } from './palette.ts';
import type { Range } from './plot-area.ts';
import { ratePanels } from './rate-panels.ts';

type Choice = ReportedExperiment['report']['choices'][number];

function withRoom(values: readonly number[]): Range {
  const [low = 0, high = 1] = extent(values);
  const room = high > low ? 0.06 * (high - low) : 0.5;
  return [low - room, high + room];
}

/** The trials of one row: a line of one seed's grid, or dots of each study in a form of its own. */
function seriesOf(
  { trials, chosen }: Choice,
  studies: readonly (number | undefined)[],
  { top, level }: { readonly top: number; readonly level: number },
) {
  const hasLearned = (value: number | undefined) => value !== undefined && value <= level;
  return Array.from(
    group(trials, ({ seed }) => seed),
    ([study, own]) => {
      const place = studies.indexOf(study);
      return {
        name: study === undefined ? 'trials' : `study ${study}`,
        style: armStyle(place),
        shape: SHAPES[place % SHAPES.length]!,
        // Trials of a study may differ in more than their rate.
        isJoined: study === undefined,
        points: own
          .map((trial) => ({
            x: trial.factor,
            y: hasLearned(trial.logPerplexity) ? trial.logPerplexity : undefined,
            failedAt: hasLearned(trial.logPerplexity) ? undefined : top,
            isChosen: trial.value === chosen?.value && trial.seed === chosen.seed,
          }))
          .toSorted((a, b) => a.x - b.x),
      };
    },
  );
}

/** How the end of training follows the number that was tuned for each row: a panel for each row. */
export function tunedRates(given: ReportedExperiment): Figure | undefined {
  const { experiment, report, runs } = given;
  const { choices } = report;
  const trials = choices.flatMap(({ row, trials: own }) => own.map((trial) => ({ ...trial, row })));
  const completed = trials.flatMap(({ row, logPerplexity }) =>
    logPerplexity === undefined ? [] : [{ row, logPerplexity }],
  );
  const best = least(completed, ({ logPerplexity }) => logPerplexity);
  if (best === undefined) return undefined;
  const factors = sort(new Set(trials.map(({ factor }) => factor)));
  const studies = [...new Set(trials.map(({ seed }) => seed))];
  // A model that has learned nothing but how frequent subwords are, where runs know it.
  const level = max(runs, ({ result }) => result.unigram?.logPerplexity) ?? Infinity;
  const range = withRoom(
    completed.flatMap(({ logPerplexity }) => (logPerplexity > level ? [] : logPerplexity)),
  );
  const forms = studies.map((study, i) => `${SHAPES[i % SHAPES.length]!}s seed ${study}`);
  return {
    title: `${rowName(experiment, best.row)} goes lowest, to ${best.logPerplexity.toFixed(2)} nats a token`,
    subtitle:
      'Log-perplexity of the development set at the end of each trial, against how many times the row’s own rate it used. ' +
      `A ring: chosen for the row. A cross at the top: diverged, or worse than the frequencies of subwords alone. ` +
      `${studies.length > 1 ? `Studies: ${forms.join(', ')}. ` : ''}${figureSubtitle(given)}`,
    columns: 3,
    panels: ratePanels(
      choices.map((choice) => ({
        name: rowName(experiment, choice.row),
        series: seriesOf(choice, studies, { top: range[1], level }),
      })),
      {
        x: { values: factors, title: 'times the row’s own rate' },
        y: { range, title: 'log-perplexity', digits: 3 },
      },
    ),
    data: {
      header: ['row', ...factors.map((factor) => `×${factor}`)],
      rows: choices.map(({ row, trials: own }) => [
        row,
        ...factors.map((factor) => {
          const there = own.filter((trial) => trial.factor === factor);
          const texts = there.map(({ logPerplexity, seed }) => {
            const text = logPerplexity?.toFixed(3) ?? 'diverged';
            return seed === undefined ? text : `${text} (study ${seed})`;
          });
          return texts.join(', ') || '–';
        }),
      ]),
    },
  };
}
