import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import {
  type OperatingPoint,
  type SweepCurve,
  type SweepPoint,
  type SweepReport,
  TOLERATED_PART,
} from '../stats/sweep.ts';
import { armLabel, DASH, orDash, percent, pointText, signed, toleratedText } from './text.ts';

/** A line for each row in each arm, with the text of `textOf` at each value and of `ofCurve` last. */
function curveTable(
  sweep: SweepReport,
  textOf: (point: SweepPoint) => string,
  ofCurve?: { readonly title: string; readonly text: (curve: SweepCurve) => string },
): string {
  const { curves, values, symbol } = sweep;
  const last = ofCurve === undefined ? [] : [ofCurve];
  const lines = curves.map((curve) => [
    curve.row,
    armLabel(sweep, curve.arm),
    ...values.map((value) => textOf(curve.points.find((point) => point.value === value)!)),
    ...last.map(({ text }) => text(curve)),
  ]);
  const titles = [
    ...values.map((value) => `${symbol} = ${value}`),
    ...last.map(({ title }) => title),
  ];
  return alignedTable(['row', '', ...titles], lines, `ll${'r'.repeat(titles.length)}`);
}

/** What the first arm scores above the second at each value, by row. */
function worthSection({ curves, arms, values, symbol }: SweepReport): string[] {
  const [first, second] = arms;
  if (first === undefined || second === undefined) return [];
  const bleuOf = (row: string, arm: string, value: number) =>
    curves
      .find((curve) => curve.row === row && curve.arm === arm)
      ?.points.find((point) => point.value === value)?.score?.mean;
  const rows = [...new Set(curves.map(({ row }) => row))];
  const lines = rows.map((row) => [
    row,
    ...values.map((value) => {
      const [one, other] = [bleuOf(row, first.name, value), bleuOf(row, second.name, value)];
      return one === undefined || other === undefined ? DASH : signed(one - other, 1);
    }),
  ]);
  return [
    `## ${first.label} against ${second.label}`,
    'BLEU of the first minus the second, at each value.',
    alignedTable(
      ['row', ...values.map((value) => `${symbol} = ${value}`)],
      lines,
      `l${'r'.repeat(values.length)}`,
    ),
  ];
}

function operatingPointSection(
  { symbol, key }: SweepReport,
  { row, arm, of, paper, kept, chosen, lacking }: OperatingPoint,
): string[] {
  const outcome =
    lacking.length > 0
      ? `Not chosen yet; these runs are lacking: ${lacking.join(', ')}.`
      : chosen === undefined
        ? `Nothing is chosen: row ${row} scores nothing (${of}) at any value.`
        : `**Chosen: ${symbol} = ${chosen}** (\`${key}\`).`;
  return [
    '## The operating point',
    `The value at which row ${row} (${arm}) comes closest to keeping ${percent(paper)} of its BLEU ` +
      `(${of}), as in the paper, over the seeds of the file. So comparing these two cells is no evidence.`,
    alignedTable(
      [symbol, ...kept.map(({ value }) => String(value))],
      [['kept', ...kept.map(({ share }) => orDash(share, percent))]],
      `l${'r'.repeat(kept.length)}`,
    ),
    outcome,
  ];
}

/** The tables of a sweep, in place of those of an experiment without one. */
export function sweepSections({ sweep }: ExperimentReport): string[] {
  if (sweep === undefined) return [];
  const { symbol } = sweep;
  return [
    curveTable(sweep, (point) => pointText(point, point.score, 1), {
      title: `largest ${symbol}`,
      text: toleratedText,
    }),
    'BLEU on the test set, 0 for runs that diverged. Several seeds: mean ± standard deviation (number of ' +
      `seeds). Largest ${symbol}: the largest value that keeps ${percent(TOLERATED_PART)} of the row's ` +
      'best score. ≥: a larger value may do, too, as none is in the sweep or not all of them were run. ' +
      'So far: not all values of the row were run, so its best may rise. A dash: not known yet.',
    '## Log-perplexity of the development set',
    'Of the runs that completed, at their end, in nats a token; lower is better.',
    curveTable(sweep, (point) => pointText(point, point.logPerplexity, 3)),
    ...worthSection(sweep),
    ...(sweep.operatingPoint === undefined
      ? []
      : operatingPointSection(sweep, sweep.operatingPoint)),
  ];
}
