import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { LEAST_PART } from '../stats/kept.ts';
import {
  type OperatingPoint,
  type SweepCurve,
  type SweepPoint,
  type SweepReport,
  TOLERATED_PART,
} from '../stats/sweep.ts';
import { armLabel, DASH, orDash, percent, pointText, signed, toleratedText } from './text.ts';

/** The columns of the values; the protocol's own is bold. */
const valueTitles = ({ values, symbol, marked }: SweepReport): string[] =>
  values.map((value) =>
    value === marked?.value ? `**${symbol} = ${value}**` : `${symbol} = ${value}`,
  );

/** A line for each row in each arm, with the text of `textOf` at each value and of `ofCurve` last. */
function curveTable(
  sweep: SweepReport,
  textOf: (point: SweepPoint) => string,
  ofCurve?: { readonly title: string; readonly text: (curve: SweepCurve) => string },
): string {
  const { curves, values } = sweep;
  const last = ofCurve === undefined ? [] : [ofCurve];
  const lines = curves.map((curve) => [
    curve.row,
    armLabel(sweep, curve.arm),
    ...values.map((value) => textOf(curve.points.find((point) => point.value === value)!)),
    ...last.map(({ text }) => text(curve)),
  ]);
  const titles = [...valueTitles(sweep), ...last.map(({ title }) => title)];
  return alignedTable(['row', '', ...titles], lines, `ll${'r'.repeat(titles.length)}`);
}

/** What the first arm scores above the second at each value, by row, and what part of it the second keeps. */
function comparedSections(sweep: SweepReport): string[] {
  const { arms, compared } = sweep;
  const [first, second] = arms;
  if (first === undefined || second === undefined) return [];
  const titles = valueTitles(sweep);
  const over = 'Over the seeds that both have; n is their number where it is more than one.';
  const withSeeds = (text: string, seeds: number) => (seeds > 1 ? `${text} (n ${seeds})` : text);
  const gains = compared.map(({ row, points, best }) => [
    row,
    ...points.map(({ first: one, second: other, seeds }) =>
      seeds === 0 ? DASH : withSeeds(signed(one! - other!, 1), seeds),
    ),
    orDash(best, (of) => signed(of.first - of.second, 1)),
  ]);
  const shares = compared.map(({ row, points, paper }) => [
    row,
    orDash(paper, percent),
    ...points.map(({ kept, seeds }) => orDash(kept, (share) => withSeeds(percent(share), seeds))),
  ]);
  return [
    `## ${first.label} against ${second.label}`,
    `BLEU of the first minus the second, at each value. ${over} Best: the best of the first minus the best of ` +
      'the second, whatever their values.',
    alignedTable(['row', ...titles, 'best'], gains, `l${'r'.repeat(titles.length + 1)}`),
    `## Kept: ${second.label} as a part of ${first.label}`,
    `BLEU of the second divided by the first's, at each value, and the paper's at its own rate. ${over} A dash ` +
      `where the first has less than ${percent(LEAST_PART)} of the row's best.`,
    alignedTable(['row', 'paper', ...titles], shares, `l${'r'.repeat(titles.length + 1)}`),
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
  const { symbol, marked } = sweep;
  return [
    curveTable(sweep, (point) => pointText(point, point.score, 1), {
      title: `largest ${symbol}`,
      text: toleratedText,
    }),
    'BLEU on the test set, 0 for runs that diverged. Several seeds: mean ± standard deviation (number of ' +
      `seeds). Largest ${symbol}: the largest value that keeps ${percent(TOLERATED_PART)} of the row's ` +
      'best score. ≥: a larger value may do, too, as none is in the sweep or not all of them were run. ' +
      'So far: not all values of the row were run, so its best may rise. A dash: not known yet.' +
      (marked === undefined ? '' : ` Bold: ${symbol} = ${marked.value}, ${marked.is}.`),
    '## Log-perplexity of the development set',
    'Of the runs that completed, at their end, in nats a token; lower is better.',
    curveTable(sweep, (point) => pointText(point, point.logPerplexity, 3)),
    ...comparedSections(sweep),
    ...(sweep.operatingPoint === undefined
      ? []
      : operatingPointSection(sweep, sweep.operatingPoint)),
  ];
}
