import { alignedTable } from '../report/aligned-table.ts';
import type { ExperimentReport } from '../report/experiment-report.ts';
import type { ClaimReport } from '../report/stats/claims.ts';
import type { Verdict } from '../report/stats/verdict.ts';
import {
  decimal,
  evidenceTexts,
  measuredText,
  orDash,
  paperText,
  signed,
} from '../report/tables/text.ts';
import { verdictText } from '../report/tables/verdict-words.ts';

/*
 * A walk along the rows of a table: some rows at a time, the paper's numbers beside ours at one rate
 * or several, what became of the claims about them, and that in a sentence.
 */

/** Part of the best score that a row must reach to count as trained. */
const TRAINED_PART = 0.5;

/** The rows that a part of the walk is about, and those that they stand beside. */
export type Part = { readonly about: readonly string[]; readonly beside?: readonly string[] };

/** How a protocol is called where protocols differ in their rate alone: ×8. */
export function rateLabel({ protocol, settings }: ExperimentReport): string {
  const rates = settings?.rateMultipliers ?? [];
  return rates.length === 1 ? `×${rates[0]}` : protocol;
}

function rowsTable(reports: readonly ExperimentReport[], rows: readonly string[]): string {
  const [first] = reports as readonly [ExperimentReport];
  const header = [
    'row',
    'optimiser',
    ...first.arms.flatMap(({ label }) => [`${label}: paper`, ...reports.map(rateLabel)]),
  ];
  const lines = first.rows
    .filter(({ row }) => rows.includes(row))
    .map(({ row, label, cells }) => [
      row,
      label,
      ...first.arms.flatMap(({ name }) => [
        paperText(cells[name]?.paper),
        ...reports.map((report) => {
          const cell = report.rows.find((other) => other.row === row)?.cells[name];
          return orDash(cell, (one) => measuredText(one, one.bleu, 1));
        }),
      ]),
    ]);
  return alignedTable(header, lines, `ll${'r'.repeat(header.length - 2)}`);
}

/** The claims about rows of `part` alone, one of those that it is about among them. */
function claimsOf({ claims }: ExperimentReport, { about, beside = [] }: Part): ClaimReport[] {
  const shown = [...about, ...beside];
  return claims.filter(
    ({ first, second }) =>
      shown.includes(first.row) &&
      shown.includes(second.row) &&
      (about.includes(first.row) || about.includes(second.row)),
  );
}

function claimsTable(reports: readonly ExperimentReport[], part: Part): string[] {
  const [first] = reports as readonly [ExperimentReport];
  const claims = claimsOf(first, part);
  if (claims.length === 0) return [];
  const lines = claims.map(({ claim, paper }) => [
    claim,
    orDash(paper, (value) => signed(value, 1)),
    ...reports.map((report) => {
      const same = claimsOf(report, part).find((other) => other.claim === claim);
      return orDash(same, (one) => [...evidenceTexts(one), verdictText(one)].join('; '));
    }),
  ]);
  const header = [
    'claim: differences in BLEU and log-perplexity (dev)',
    'paper',
    ...reports.map(rateLabel),
  ];
  return [alignedTable(header, lines, `lr${'l'.repeat(reports.length)}`)];
}

function verdictSentences(report: ExperimentReport, part: Part): string {
  const claims = claimsOf(report, part);
  if (claims.length === 0) return 'The table has no claim about these rows alone.';
  const named = (words: string, verdict: Verdict) => {
    const alike = claims.filter((claim) => claim.verdict === verdict).map(({ claim }) => claim);
    return alike.length === 0 ? [] : [`${words}: ${alike.join('; ')}.`];
  };
  const decided = [
    ...named('Reproduced', 'reproduced'),
    ...named('Not reproduced', 'not reproduced'),
  ];
  const open = (['open', 'not run'] as const).flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count > 0 ? [`${verdict}: ${count}`] : [];
  });
  if (decided.length === 0) return `No claim is decided (${open.join(', ')}).`;
  return [...decided, ...(open.length > 0 ? [`Not decided (${open.join(', ')}).`] : [])].join(' ');
}

/** Which of the rows get to a fair part of the table's best score, arm by arm. */
function trainingSentence(report: ExperimentReport, { about }: Part): string {
  const scored = report.rows.flatMap(({ row, cells }) =>
    Object.entries(cells).flatMap(([arm, { score }]) =>
      score === undefined ? [] : [{ row, arm, mean: score.mean }],
    ),
  );
  const best = Math.max(0, ...scored.map(({ mean }) => mean));
  const parts = report.arms.map(({ name, label }) => {
    const own = scored.filter(({ arm }) => arm === name);
    const missing = about.filter((row) => own.every((cell) => cell.row !== row));
    if (missing.length === about.length) return `${label}: not run`;
    const trained = own
      .filter(({ row, mean }) => about.includes(row) && mean >= TRAINED_PART * best)
      .map(({ row }) => row);
    const names = trained.length === 0 ? 'none' : trained.join(', ');
    return `${label}: ${names}${missing.length === 0 ? '' : ` (not run: ${missing.join(', ')})`}`;
  });
  const least = decimal(TRAINED_PART * best, 1);
  return `Of ${about.join(', ')}, these get to half of the best score (${least} BLEU): ${parts.join('; ')}.`;
}

/**
 * Some rows of a table in Markdown: the numbers, the claims about them, and what became of both in
 * words, so that no reader has to compare the prose around with the table.
 *
 * @param reports on one experiment, one a protocol; at least one
 */
export function aboutRows(reports: readonly ExperimentReport[], part: Part): string {
  const found = reports.map(
    (report) =>
      `- **At ${rateLabel(report)}**: ${verdictSentences(report, part)} ` +
      trainingSentence(report, part),
  );
  return [
    rowsTable(reports, [...(part.beside ?? []), ...part.about]),
    ...claimsTable(reports, part),
    `Here:\n\n${found.join('\n')}`,
  ].join('\n\n');
}
