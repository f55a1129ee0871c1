import { rounded } from '../figures/figure.ts';
import { html, type Markup } from '../figures/markup.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { SCORE_KINDS, SCORES } from '../stats/scores.ts';
import { evidenceText, signed } from '../tables/text.ts';
import { failuresFirst, verdictText, verdictWord } from '../tables/verdict-words.ts';
import { cellAddress } from './address.ts';
import { VERDICT_MARKS } from './answers.ts';
import { withPowers } from './with-powers.ts';

/** A claim as one protocol judges it. */
type Judgement = { readonly given: ReportedExperiment; readonly claim: ClaimReport };

/** A claim, and what became of it under each protocol that its experiment was run under. */
type ClaimRow = {
  readonly text: string;
  readonly question: string | undefined;
  readonly paper: number | undefined;
  readonly judgements: readonly Judgement[];
};

/** Every claim once: two tables may have the same. */
function claimRows(given: readonly ReportedExperiment[]): ClaimRow[] {
  const rows = new Map<string, ClaimRow>();
  for (const one of given) {
    for (const claim of one.report.claims) {
      const { claim: text, question, paper } = claim;
      const row = rows.get(text) ?? { text, question, paper, judgements: [] };
      rows.set(text, { ...row, judgements: [...row.judgements, { given: one, claim }] });
    }
  }
  return [...rows.values()];
}

const className = (verdict: string): string => verdict.replaceAll(' ', '-');

/** Of several tables under one protocol, the one that has run the claim. */
function judgementUnder({ judgements }: ClaimRow, protocol: string): Judgement | undefined {
  const own = judgements.filter(({ given }) => given.protocol === protocol);
  return own.find(({ claim }) => claim.verdict !== 'not run') ?? own[0];
}

/** Width and height of the picture of a difference, in its own units. */
const PICTURE = { width: 220, height: 20 };

/** Our difference with its interval, beside none and what does not count. */
function picture({ scores: { bleu } }: ClaimReport, margin: number): Markup {
  if (bleu === undefined) return html``;
  const { difference, interval } = bleu;
  const ends = [difference, interval?.low ?? 0, interval?.high ?? 0, 2 * margin];
  const most = 1.1 * Math.max(...ends.map(Math.abs));
  const at = (value: number) => rounded(((value + most) / (2 * most)) * PICTURE.width);
  return html`<svg class="interval" viewBox="0 0 ${PICTURE.width} ${PICTURE.height}" aria-hidden="true"><rect class="margin" x="${at(-margin)}" width="${rounded(at(margin) - at(-margin))}" height="${PICTURE.height}"/><path class="zero" d="M${at(0)},0V${PICTURE.height}"/>${
    interval !== undefined && html`<path d="M${at(interval.low)},10H${at(interval.high)}"/>`
  }<circle cx="${at(difference)}" cy="10" r="4"/></svg>`;
}

function cellLink(
  { experiment, protocol, report }: ReportedExperiment,
  row: string,
  arm: string,
): Markup {
  const label = report.arms.find(({ name }) => name === arm)?.label ?? arm;
  const runs = report.rows.find((one) => one.row === row)?.cells[arm]?.runs ?? [];
  const scores = runs.map(({ bleu }) => bleu?.toFixed(1) ?? 'diverged').join(', ');
  const name = `${row}, ${label}`;
  if (runs.length === 0) return html`${name}: not run`;
  return html`<a href="${cellAddress(experiment.experiment, protocol, row, arm)}">${name}</a>: ${scores}`;
}

/** What a verdict rests on. */
function evidence({ given, claim }: Judgement): Markup {
  const { first, second, seeds, decidedBy } = claim;
  const scores = SCORES.filter((name) => claim.scores[name] !== undefined).map(
    (name) => `${SCORE_KINDS[name].label} ${evidenceText(claim, name)}`,
  );
  const by = decidedBy === undefined ? '' : `, by ${SCORE_KINDS[decidedBy].label}`;
  return html`<div class="evidence"><p><b>${given.experiment.experiment}, ${given.protocol}</b>: ${verdictText(claim)}${by}; ${scores.join('; ')}; ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} in common.</p>${picture(claim, given.report.rule.margins.bleu)}<p>BLEU of each seed: ${cellLink(given, first.row, first.arm)}; ${cellLink(given, second.row, second.arm)}.</p></div>`;
}

function verdictCell(judgement: Judgement | undefined, protocol: string): Markup {
  const claim = judgement?.claim;
  if (claim === undefined || claim.verdict === 'not run') {
    return html`<td class="not-run" data-title="${protocol}"><span aria-label="not run">–</span></td>`;
  }
  const difference = claim.scores.bleu?.difference;
  return html`<td class="${className(claim.verdict)}" data-title="${protocol}"><b aria-hidden="true">${VERDICT_MARKS[claim.verdict]}</b> <span class="visually-hidden">${verdictWord(claim)}</span>${difference === undefined ? '' : signed(difference, 1)}</td>`;
}

function claimRow(row: ClaimRow, protocols: readonly string[]): Markup {
  const found = protocols.map((protocol) => judgementUnder(row, protocol));
  const run = found.filter(
    (one) => one !== undefined && one.claim.verdict !== 'not run',
  ) as Judgement[];
  const verdicts = new Set(run.map(({ claim }) => claim.verdict));
  const states = [
    ...(verdicts.has('reproduced') || verdicts.has('not reproduced') ? ['decided'] : []),
    ...(verdicts.has('open') ? ['open'] : []),
    ...(run.length === 0 ? ['not-run'] : []),
    row.question === undefined ? 'paper' : 'own',
  ];
  return html`<tr data-states="${states.join(' ')}"><th scope="row">${
    run.length === 0
      ? withPowers(row.text)
      : html`<details><summary>${withPowers(row.text)}</summary>${run.map(evidence)}</details>`
  }</th><td class="paper" data-title="paper">${row.paper === undefined ? '' : signed(row.paper, 1)}</td>${found.map((one, index) => verdictCell(one, protocols[index]!))}</tr>
`;
}

const FILTERS = [
  ['decided', 'decided'],
  ['open', 'open'],
  ['not-run', 'not run'],
  ['paper', 'the paper’s'],
  ['own', 'our own'],
] as const;

/** How many claims of the page are decided under some protocol, and how many there are. */
export function claimCounts(given: readonly ReportedExperiment[]): {
  decided: number;
  all: number;
} {
  const rows = claimRows(given);
  const isDecided = ({ judgements }: ClaimRow) =>
    judgements.some(({ claim }) => claim.decidedBy !== undefined);
  return { decided: rows.filter(isDecided).length, all: rows.length };
}

/**
 * Every claim in one table: the paper's difference, and ours under each protocol with its verdict. A
 * claim opens to what its verdicts rest on.
 */
export function claimsTable(
  given: readonly ReportedExperiment[],
  protocolOrder: readonly string[],
): Markup {
  const rows = claimRows(given);
  const judged = given.filter(({ report }) =>
    report.claims.some(({ verdict }) => verdict !== 'not run'),
  );
  const protocols = [
    ...new Set([...protocolOrder, ...judged.map(({ protocol }) => protocol)]),
  ].filter((protocol) => judged.some((one) => one.protocol === protocol));
  const claimsInOrder = rows.toSorted((a, b) => failureRank(a) - failureRank(b));
  return html`<div class="filters" role="group" aria-label="Claims to show" hidden><button type="button" data-filter="" aria-pressed="true">all ${rows.length}</button>${FILTERS.map(
    ([state, label]) =>
      html`<button type="button" data-filter="${state}" aria-pressed="false">${label}</button>`,
  )}</div>
<div class="scroll" role="region" tabindex="0" aria-label="The table of claims">
<table class="claims">
<thead><tr><th scope="col">claim</th><th scope="col">paper</th>${protocols.map((protocol) => html`<th scope="col">${protocol}</th>`)}</tr></thead>
<tbody>
${claimsInOrder.map((row) => claimRow(row, protocols))}</tbody>
</table>
</div>
`;
}

/** Where a claim stands: the paper's first, and in either what is judged before what is not run. */
function failureRank({ question, judgements }: ClaimRow): number {
  const [most] = failuresFirst(judgements.map(({ claim }) => claim));
  return (
    (question === undefined ? 0 : 2) + (most === undefined || most.verdict === 'not run' ? 1 : 0)
  );
}
