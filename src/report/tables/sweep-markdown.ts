import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import {
  type OperatingPoint,
  type SweepPoint,
  type SweepReport,
  TOLERATED_PART,
} from '../stats/sweep.ts';
import { armLabel, besideDiverged, DASH, orDash, percent, signed, toleratedText } from './text.ts';

/** BLEU, and the log-perplexity in brackets. */
function pointText({ bleu, logPerplexity, diverged, runs }: SweepPoint): string {
  return besideDiverged(
    diverged,
    runs,
    `${bleu?.toFixed(1)} (${logPerplexity?.toFixed(3) ?? DASH})`,
  );
}

function scoreTable(sweep: SweepReport): string {
  const { curves, values, symbol } = sweep;
  const lines = curves.map((curve) => [
    curve.row,
    armLabel(sweep, curve.arm),
    ...values.map((value) => pointText(curve.points.find((point) => point.value === value)!)),
    toleratedText(curve, values),
  ]);
  const header = ['row', '', ...values.map((value) => `${symbol} = ${value}`)];
  return alignedTable(
    [...header, `largest ${symbol}`],
    lines,
    `ll${'r'.repeat(values.length + 1)}`,
  );
}

/** What the first arm scores above the second at each value, by row. */
function worthSection({ curves, arms, values, symbol }: SweepReport): string[] {
  const [first, second] = arms;
  if (first === undefined || second === undefined) return [];
  const bleuOf = (row: string, arm: string, value: number) =>
    curves
      .find((curve) => curve.row === row && curve.arm === arm)
      ?.points.find((point) => point.value === value)?.bleu;
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
  return [
    scoreTable(sweep),
    'BLEU on the test set, and the log-perplexity of the development set in brackets, nats a token; ' +
      `means over seeds. Largest ${sweep.symbol}: the largest value that keeps ` +
      `${percent(TOLERATED_PART)} of the row's best score.`,
    ...worthSection(sweep),
    ...(sweep.operatingPoint === undefined
      ? []
      : operatingPointSection(sweep, sweep.operatingPoint)),
  ];
}
