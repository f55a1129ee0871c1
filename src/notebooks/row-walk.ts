import type { ExperimentReport } from '../report/experiment-report.ts';
import type { ClaimReport } from '../report/stats/claims.ts';
import type { Verdict } from '../report/stats/verdict.ts';
import { claimTable, scoreTable } from '../report/tables/markdown.ts';
import { decimal } from '../report/tables/text.ts';

/*
 * A walk along the rows of a table: some rows at a time, the paper's numbers beside ours, the claims
 * about them, and what became of both in a sentence.
 */

/** Part of the best score that a row must reach to count as trained. */
const TRAINED_PART = 0.5;

/** The rows that a part of the walk is about, and those that they stand beside. */
export type Part = { readonly about: readonly string[]; readonly beside?: readonly string[] };

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

function verdictSentences(claims: readonly ClaimReport[]): string {
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
 */
export function aboutRows(report: ExperimentReport, part: Part): string {
  const shown = [...(part.beside ?? []), ...part.about];
  const claims = claimsOf(report, part);
  return [
    scoreTable(
      report,
      report.rows.filter(({ row }) => shown.includes(row)),
    ),
    ...(claims.length === 0 ? [] : [claimTable(claims)]),
    `Here: ${verdictSentences(claims)} ${trainingSentence(report, part)}`,
  ].join('\n\n');
}
