import { extent } from 'd3-array';
import type { ReportedExperiment } from '../reported-experiment.ts';
import type { SweepReport } from '../stats/sweep.ts';
import type { Figure } from './figure.ts';
import { type Line, linePanel } from './line-panel.ts';
import { rowName, rowStyle, rowsShownFirst } from './palette.ts';
import type { Range } from './plot-area.ts';
import { figureSubtitle } from './subtitle.ts';

/** A range with some room around the values. */
function withRoom(values: readonly number[]): Range {
  const [low = 0, high = 1] = extent(values);
  const room = high > low ? 0.06 * (high - low) : 0.5;
  return [low - room, high + room];
}

function lineOf(
  { experiment }: ReportedExperiment,
  row: string,
  shown: readonly string[],
  points: Line['points'],
): Line {
  return {
    row,
    name: rowName(experiment, row),
    style: rowStyle(experiment, row),
    isShown: shown.includes(row),
    points,
    hasDots: true,
  };
}

/** The largest value that each row tolerates in the last arm, in words. */
function toleranceWords(
  { experiment }: ReportedExperiment,
  { arms, curves, symbol }: SweepReport,
  shown: readonly string[],
): string {
  const arm = arms.at(-1)!;
  const parts = shown.flatMap((row) => {
    const curve = curves.find((each) => each.row === row && each.arm === arm.name);
    if (curve === undefined) return [];
    const { tolerated } = curve;
    const name = rowName(experiment, row);
    return [tolerated === undefined ? `${name} none` : `${name} ${symbol} = ${tolerated}`];
  });
  return `The largest rate that keeps its score, ${arm.label}: ${parts.join(', ')}`;
}

/** What each row scores at each value of a swept number: a panel for each arm. */
function sweptRates(given: ReportedExperiment, sweep: SweepReport, id: string): Figure | undefined {
  const { experiment } = given;
  const run = sweep.curves.filter(({ points }) => points.some(({ runs }) => runs > 0));
  if (run.length === 0) return undefined;
  const shown = rowsShownFirst(experiment, [...new Set(run.map(({ row }) => row))]);
  const scores = run.flatMap(({ points }) => points.map(({ bleu = 0 }) => bleu));
  const most = Math.max(...scores) > 0 ? 1.05 * Math.max(...scores) : 1;
  const { values, symbol, marked, arms } = sweep;
  return {
    title: toleranceWords(given, sweep, shown),
    subtitle: `BLEU of the test set against ${sweep.key} (${symbol})${marked === undefined ? '' : `; the tables are run at ${symbol} = ${marked}`}. ${figureSubtitle(given)}`,
    columns: 2,
    panels: arms.map((arm) =>
      linePanel({
        id: `${id}-${arm.name}`,
        title: arm.label,
        x: {
          range: [values[0]!, values.at(-1)!],
          title: symbol,
          log: true,
          ticks: values,
          text: (value) => `${value}`,
        },
        y: { range: [0, most] },
        lines: run
          .filter((curve) => curve.arm === arm.name)
          .map(({ row, points }) => ({
            ...lineOf(
              given,
              row,
              shown,
              points.flatMap(({ value, bleu }) =>
                bleu === undefined ? [] : [{ x: value, y: bleu }],
              ),
            ),
            chosen: points
              .filter(({ bleu }) => bleu !== undefined)
              .findIndex(({ value }) => value === marked),
          })),
      }),
    ),
    data: {
      header: ['row', 'arm', ...values.map((value) => `${symbol} = ${value}`)],
      rows: run.map(({ row, arm, points }) => [
        row,
        arms.find(({ name }) => name === arm)!.label,
        ...points.map(({ bleu }) => bleu?.toFixed(1) ?? '–'),
      ]),
    },
  };
}

/** What a model costs that has learned nothing but how frequent subwords are, where runs know it. */
function unigramLevel({ runs }: ReportedExperiment): number | undefined {
  const levels = runs.flatMap(({ result }) => result.unigram?.logPerplexity ?? []);
  return levels.length === 0 ? undefined : Math.max(...levels);
}

/** How the end of training follows the number that was tuned for each row. */
function tunedRates(given: ReportedExperiment, id: string): Figure | undefined {
  const { experiment, report } = given;
  const tried = report.choices.map(({ row, trials, chosen }) => ({
    row,
    points: trials
      .flatMap(({ factor, value, logPerplexity }) =>
        logPerplexity === undefined
          ? []
          : [{ x: factor, y: logPerplexity, isChosen: value === chosen?.value }],
      )
      .toSorted((a, b) => a.x - b.x),
  }));
  const points = tried.flatMap((row) => row.points);
  if (points.length === 0) return undefined;
  const factors = [
    ...new Set(report.choices.flatMap(({ trials }) => trials.map(({ factor }) => factor))),
  ].toSorted((a, b) => a - b);
  const level = unigramLevel(given);
  const [best] = tried
    .flatMap(({ row, points: own }) => own.map(({ y }) => ({ row, y })))
    .toSorted((a, b) => a.y - b.y);
  const all = tried.map(({ row }) => row);
  return {
    title: `${rowName(experiment, best!.row)} goes lowest, to ${best!.y.toFixed(2)} nats a token; the large dots were chosen`,
    subtitle: `Log-perplexity of the development set at the end of each trial, against how many times the row’s own rate it used; trials that diverged are left out. ${figureSubtitle(given)}`,
    columns: 1,
    panels: [
      linePanel({
        id,
        title: 'one seed, with warm-up',
        x: {
          range: [factors[0]!, factors.at(-1)!],
          title: 'times the row’s own rate',
          log: true,
          ticks: factors,
          text: (value) => `×${value}`,
        },
        y: {
          range: withRoom([...points.map(({ y }) => y), ...(level === undefined ? [] : [level])]),
        },
        level:
          level === undefined ? undefined : { value: level, text: 'subword frequencies alone' },
        lines: tried.map(({ row, points: own }) => ({
          ...lineOf(given, row, all, own),
          chosen: own.findIndex(({ isChosen }) => isChosen),
        })),
      }),
    ],
    data: {
      header: ['row', ...factors.map((factor) => `×${factor}`)],
      rows: tried.map(({ row, points: own }) => [
        row,
        ...factors.map((factor) => own.find(({ x }) => x === factor)?.y.toFixed(3) ?? 'diverged'),
      ]),
    },
  };
}

/**
 * Score against rate: the map of a sweep, or else what was tried for tuned rows. Undefined for an
 * experiment with neither, and while there is no run.
 */
export function rateFigure(given: ReportedExperiment, id = 'rates'): Figure | undefined {
  const { sweep } = given.report;
  return sweep === undefined ? tunedRates(given, id) : sweptRates(given, sweep, id);
}
