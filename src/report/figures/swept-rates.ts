import { group, max } from 'd3-array';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type SweepCurve, type SweepReport, TOLERATED_PART } from '../stats/sweep.ts';
import { armLabel, percent, pointText, toleratedText } from '../tables/text.ts';
import { type Figure, figureSubtitle } from './figure.ts';
import { SHAPES } from './markers.ts';
import { armStyle, rowName, shortName } from './palette.ts';
import { ratePanels } from './rate-panels.ts';

/** The value that panels mark: the file's, or what the experiment's rule chose. */
function markedOf({ marked, operatingPoint }: SweepReport) {
  const chosen = operatingPoint?.chosen;
  return marked ?? (chosen === undefined ? undefined : { value: chosen, is: 'the choice' });
}

/** What the sweep finds: of one row how much it tolerates, of several how many tolerate the marked value. */
function finding(
  { experiment }: ReportedExperiment,
  sweep: SweepReport,
  run: readonly SweepCurve[],
) {
  const { arms, symbol, values } = sweep;
  const share = percent(TOLERATED_PART);
  const inArms = (text: (own: readonly SweepCurve[]) => string) =>
    arms
      .map(({ name, label }) => {
        const words = text(run.filter(({ arm }) => arm === name));
        return arms.length === 1 ? words : `${label} ${words}`;
      })
      .join(', ');
  const rows = new Set(run.map(({ row }) => row));
  if (rows.size === 1) {
    const largest = inArms(([own]) => (own === undefined ? 'not run' : toleratedText(own)));
    return `The largest ${symbol} that keeps ${share} of the best BLEU of ${shortName(experiment, [...rows][0]!)}: ${largest}`;
  }
  const value = markedOf(sweep)?.value ?? values.at(-1)!;
  const best = new Map(
    Array.from(
      group(run, ({ row }) => row),
      ([row, curves]) => [
        row,
        max(curves, ({ points }) => max(points, ({ score }) => score?.mean)) ?? 0,
      ],
    ),
  );
  const counts = inArms((own) => {
    const there = own.flatMap(({ row, points }) => {
      const score = points.find((point) => point.value === value)?.score?.mean;
      return score === undefined ? [] : [score > 0 && score >= TOLERATED_PART * best.get(row)!];
    });
    return `${there.filter(Boolean).length} of ${there.length}`;
  });
  return `Rows that keep ${share} of their best BLEU at ${symbol} = ${value}${run.some(({ isPartial }) => isPartial) ? ', so far' : ''}: ${counts}`;
}

/** What each row scores at each value of a swept number: a panel for each row, a line for each arm. */
export function sweptRates(given: ReportedExperiment, sweep: SweepReport): Figure | undefined {
  const { experiment } = given;
  const run = sweep.curves.filter(({ points }) => points.some(({ runs }) => runs > 0));
  if (run.length === 0) return undefined;
  const most = max(run, ({ points }) => max(points, ({ score }) => score?.most)) ?? 0;
  const { values, symbol, arms, key } = sweep;
  const marked = markedOf(sweep);
  const rows = Array.from(
    group(run, ({ row }) => row),
    ([row, curves]) => ({
      name: rowName(experiment, row),
      series: curves.map(({ arm, points }) => {
        const place = arms.findIndex(({ name }) => name === arm);
        return {
          name: armLabel(sweep, arm),
          style: armStyle(place),
          shape: SHAPES[place % SHAPES.length]!,
          isJoined: true,
          points: points.map(({ value, score, diverged, runs }) => ({
            x: value,
            y: score?.mean,
            spread: score,
            failedAt: runs > 0 && diverged === runs ? score?.mean : undefined,
          })),
        };
      }),
    }),
  );
  return {
    title: finding(given, sweep, run),
    subtitle:
      `BLEU of the test set against ${key} (${symbol}), from 0 on; a cross: every run diverged. ` +
      'Lines break where a value was not run; n: the number of seeds where it is more than one, which bars span. ' +
      `${marked === undefined ? '' : `The dotted line marks ${symbol} = ${marked.value}, ${marked.is}. `}${figureSubtitle(given)}`,
    columns: 3,
    panels: ratePanels(rows, {
      x: { values, title: symbol },
      y: { range: [0, most > 0 ? 1.08 * most : 1], title: 'BLEU', digits: 1 },
      marked: marked?.value,
    }),
    data: {
      header: [
        ...['row', 'arm'],
        ...values.map((value) => `${symbol} = ${value}`),
        ...values.map((value) => `dev, ${symbol} = ${value}`),
        `largest ${symbol}`,
      ],
      rows: run.map((curve) => [
        curve.row,
        armLabel(sweep, curve.arm),
        ...curve.points.map((point) => pointText(point, point.score, 1)),
        ...curve.points.map((point) => pointText(point, point.logPerplexity, 3)),
        toleratedText(curve),
      ]),
    },
  };
}
