import { group } from 'd3-array';
import { rounded } from '../figures/figure.ts';
import { html, type Markup, withPowers } from '../figures/markup.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { armLabel, evidenceTexts, seedCount, signed } from '../tables/text.ts';
import { deciderText, verdictText, verdictWord } from '../tables/verdict-words.ts';
import { addressOf } from './address.ts';
import { VERDICT_SIGNS, verdictClass } from './answers.ts';

type Judgement = { readonly given: ReportedExperiment; readonly claim: ClaimReport };

/** A claim as each protocol that its experiment was run under judges it. */
type ClaimRow = Pick<ClaimReport, 'claim' | 'question' | 'paper'> & {
  readonly judgements: readonly Judgement[];
};

/** Every claim once: two tables may have the same. */
function claimRows(given: readonly ReportedExperiment[]): ClaimRow[] {
  const judgements = given.flatMap((one) =>
    one.report.claims.map((claim) => ({ given: one, claim })),
  );
  const byText = group(judgements, ({ claim }) => claim.claim);
  return Array.from(byText.values(), (own) => ({ ...own[0]!.claim, judgements: own }));
}

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
  const runs = report.rows.find((one) => one.row === row)?.cells[arm]?.runs ?? [];
  const scores = runs.map(({ bleu }) => bleu?.toFixed(1) ?? 'diverged').join(', ');
  const name = `${row}, ${armLabel(report, arm)}`;
  if (runs.length === 0) return html`${name}: not run`;
  return html`<a href="${addressOf({ experiment: experiment.experiment, protocol, cell: `${row}/${arm}` })}">${name}</a>: ${scores}`;
}

/** What a verdict rests on. */
function evidence({ given, claim }: Judgement): Markup {
  const { first, second, seeds } = claim;
  const decider = deciderText(claim);
  const by = decider === undefined ? '' : `, by ${decider}`;
  return html`<div class="evidence"><p><b>${given.experiment.experiment}, ${given.protocol}</b>: ${verdictText(claim)}${by}; ${evidenceTexts(claim).join('; ')}; ${seedCount(seeds)} in common.</p>${picture(claim, given.report.rule.margins.bleu)}<p>BLEU of each seed: ${cellLink(given, first.row, first.arm)}; ${cellLink(given, second.row, second.arm)}.</p></div>`;
}

function verdictCell(judgement: Judgement | undefined, protocol: string): Markup {
  const claim = judgement?.claim;
  if (claim === undefined || claim.verdict === 'not run') {
    return html`<td class="not-run" data-title="${protocol}"><span aria-label="not run">–</span></td>`;
  }
  const difference = claim.scores.bleu?.difference;
  return html`<td class="${verdictClass(claim.verdict)}" data-title="${protocol}"><b aria-hidden="true">${VERDICT_SIGNS[claim.verdict].mark}</b> <span class="visually-hidden">${verdictWord(claim)}</span>${difference === undefined ? '' : signed(difference, 1)}</td>`;
}

function claimRow(row: ClaimRow, protocols: readonly string[]): Markup {
  const found = protocols.map((protocol) => judgementUnder(row, protocol));
  const run = found.flatMap((one) =>
    one === undefined || one.claim.verdict === 'not run' ? [] : [one],
  );
  const verdicts = new Set(run.map(({ claim }) => claim.verdict));
  const states = [
    ...(verdicts.has('reproduced') || verdicts.has('not reproduced') ? ['decided'] : []),
    ...(verdicts.has('open') ? ['open'] : []),
    ...(run.length === 0 ? ['not-run'] : []),
    row.question === undefined ? 'paper' : 'own',
  ];
  return html`<tr data-states="${states.join(' ')}"><th scope="row">${
    run.length === 0
      ? withPowers(row.claim)
      : html`<details><summary>${withPowers(row.claim)}</summary>${run.map(evidence)}</details>`
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
export function claimCounts(given: readonly ReportedExperiment[]): [decided: number, all: number] {
  const rows = claimRows(given);
  const decided = rows.filter(({ judgements }) =>
    judgements.some(({ claim }) => claim.decidedBy !== undefined),
  );
  return [decided.length, rows.length];
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
  // The paper's first, and in either what is judged before what is not run.
  const rank = ({ question, judgements }: ClaimRow) =>
    (question === undefined ? 0 : 2) +
    (judgements.some(({ claim }) => claim.verdict !== 'not run') ? 0 : 1);
  const claimsInOrder = rows.toSorted((a, b) => rank(a) - rank(b));
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
