import { extent, least, max, sort } from 'd3-array';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type SweepReport, TOLERATED_PART } from '../stats/sweep.ts';
import { armLabel, toleratedText } from '../tables/text.ts';
import { type Figure, figureSubtitle } from './figure.ts';
import { linePanel } from './line-panel.ts';
import { drawnRow, rowName, rowsShownFirst } from './palette.ts';
import type { Range } from './plot-area.ts';

function withRoom(values: readonly (number | undefined)[]): Range {
  const [low = 0, high = 1] = extent(values, (value) => value);
  const room = high > low ? 0.06 * (high - low) : 0.5;
  return [low - room, high + room];
}

function toleranceWords(
  { experiment }: ReportedExperiment,
  { arms, curves, symbol, values }: SweepReport,
  shown: readonly string[],
): string {
  const arm = arms.at(-1)!;
  const parts = curves
    .filter((curve) => curve.arm === arm.name && shown.includes(curve.row))
    .toSorted((a, b) => shown.indexOf(a.row) - shown.indexOf(b.row))
    .map((curve) => {
      const largest = curve.tolerated === undefined ? 'none' : toleratedText(curve, values);
      return `${rowName(experiment, curve.row)} ${largest}`;
    });
  const share = `${100 * TOLERATED_PART}%`;
  return `The largest ${symbol} that keeps ${share} of a row’s best BLEU, ${arm.label}: ${parts.join(', ')}`;
}

/** What each row scores at each value of a swept number: a panel for each arm. */
function sweptRates(given: ReportedExperiment, sweep: SweepReport): Figure | undefined {
  const { experiment } = given;
  const run = sweep.curves.filter(({ points }) => points.some(({ runs }) => runs > 0));
  if (run.length === 0) return undefined;
  const shown = rowsShownFirst(experiment, [...new Set(run.map(({ row }) => row))]);
  const scores = run.flatMap(({ points }) => points.map(({ bleu = 0 }) => bleu));
  const most = Math.max(...scores) > 0 ? 1.05 * Math.max(...scores) : 1;
  const { values, symbol, marked, arms } = sweep;
  return {
    title: toleranceWords(given, sweep, shown),
    subtitle: `BLEU of the test set against ${sweep.key} (${symbol})${marked === undefined ? '' : `; ${symbol} = ${marked} is marked`}. ${figureSubtitle(given)}`,
    columns: 2,
    panels: arms.map((arm) =>
      linePanel({
        id: `rates-${arm.name}`,
        title: arm.label,
        x: {
          range: [values[0]!, values.at(-1)!],
          title: symbol,
          log: true,
          ticks: values,
          text: String,
        },
        y: { range: [0, most] },
        lines: run
          .filter((curve) => curve.arm === arm.name)
          .map((curve) => {
            const points = curve.points.flatMap(({ value, bleu }) =>
              bleu === undefined ? [] : [{ x: value, y: bleu }],
            );
            const chosen = points.findIndex(({ x }) => x === marked);
            return { ...drawnRow(experiment, curve.row, shown), points, hasDots: true, chosen };
          }),
      }),
    ),
    data: {
      header: ['row', 'arm', ...values.map((value) => `${symbol} = ${value}`)],
      rows: run.map(({ row, arm, points }) => [
        row,
        armLabel(sweep, arm),
        ...points.map(({ bleu }) => bleu?.toFixed(1) ?? '–'),
      ]),
    },
  };
}

/** How the end of training follows the number that was tuned for each row. */
function tunedRates(given: ReportedExperiment): Figure | undefined {
  const { experiment, report, runs } = given;
  const tried = report.choices.map(({ row, trials, chosen }) => ({
    row,
    points: trials
      .flatMap(({ factor, value, seed, logPerplexity }) =>
        logPerplexity === undefined
          ? []
          : [
              {
                x: factor,
                y: logPerplexity,
                isChosen: value === chosen?.value && seed === chosen.seed,
              },
            ],
      )
      .toSorted((a, b) => a.x - b.x),
  }));
  const points = tried.flatMap((row) => row.points);
  if (points.length === 0) return undefined;
  const factors = sort(
    new Set(report.choices.flatMap(({ trials }) => trials.map(({ factor }) => factor))),
  );
  // A model that has learned nothing but how frequent subwords are, where runs know it.
  const level = max(runs, ({ result }) => result.unigram?.logPerplexity);
  const best = least(
    tried.flatMap(({ row, points: own }) => own.map(({ y }) => ({ row, y }))),
    ({ y }) => y,
  );
  const all = tried.map(({ row }) => row);
  return {
    title: `${rowName(experiment, best!.row)} goes lowest, to ${best!.y.toFixed(2)} nats a token; the large dots were chosen`,
    subtitle: `Log-perplexity of the development set at the end of each trial, against how many times the row’s own rate it used; trials that diverged are left out. ${figureSubtitle(given)}`,
    columns: 1,
    panels: [
      linePanel({
        id: 'rates',
        title: report.choices.some(({ studies }) => studies !== undefined)
          ? 'trials of all studies'
          : 'one seed',
        x: {
          range: [factors[0]!, factors.at(-1)!],
          title: 'times the row’s own rate',
          log: true,
          ticks: factors,
          text: (value) => `×${value}`,
        },
        y: { range: withRoom([...points.map(({ y }) => y), level]) },
        level:
          level === undefined ? undefined : { value: level, text: 'subword frequencies alone' },
        lines: tried.map(({ row, points: own }) => ({
          ...drawnRow(experiment, row, all),
          points: own,
          hasDots: true,
          chosen: own.findIndex(({ isChosen }) => isChosen),
        })),
      }),
    ],
    data: {
      header: ['row', ...factors.map((factor) => `×${factor}`)],
      rows: tried.map(({ row, points }) => [
        row,
        ...factors.map((factor) => {
          const own = points.filter(({ x }) => x === factor);
          return own.length === 0 ? 'diverged' : own.map(({ y }) => y.toFixed(3)).join(', ');
        }),
      ]),
    },
  };
}

/**
 * Score against rate: that of a sweep, or else what was tried for tuned rows. Undefined for an
 * experiment with neither, and while there is no run.
 */
export function rateFigure(given: ReportedExperiment): Figure | undefined {
  const { sweep } = given.report;
  return sweep === undefined ? tunedRates(given) : sweptRates(given, sweep);
}
