import { ticks } from 'd3-array';
import { bestScores } from '../cells.ts';
import type { ClaimReport } from '../claims.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { rounded } from '../figures/labels.ts';
import { SCORE_KINDS, SCORES } from '../scores.ts';
import { DASH, evidenceText, signed } from '../text.ts';
import { failuresFirst, type VerdictCount, verdictText, verdictWord } from '../verdict-words.ts';
import { type Html, html } from './html.ts';

/** Width and height of the picture of a difference, in its own units. */
const PICTURE = { width: 352, height: 26 };

type Scale = (difference: number) => number;

/** Places of differences in the picture. */
type Places = {
  /** Of ours, in BLEU. */
  readonly at: Scale;
  /** Of the paper's, which are of another task: in shares of the best row on either side. */
  readonly ofPaper: Scale;
  readonly most: number;
};

/** Maps differences to the picture: as far as any claim of the table reaches. */
function placesOf({ claims, rows, rule }: ExperimentReport): Places {
  const cells = rows.flatMap((row) => Object.values(row.cells));
  const best = bestScores(cells);
  const paperScale = best.ours === undefined ? 1 : best.ours / (best.paper ?? best.ours);
  const reach = claims.flatMap(({ paper, scores: { bleu } }) =>
    [
      paper === undefined ? undefined : paperScale * paper,
      ...[bleu?.difference, bleu?.interval?.low, bleu?.interval?.high],
    ].flatMap((value) => (value === undefined ? [] : [Math.abs(value)])),
  );
  const most = 1.06 * Math.max(...reach, 2 * rule.margins.bleu);
  const at = (difference: number) => rounded(((difference + most) / (2 * most)) * PICTURE.width, 1);
  return { at, ofPaper: (difference) => at(paperScale * difference), most };
}

/** Ours with its interval above the paper's, around no difference. */
function picture(
  { paper, scores: { bleu } }: ClaimReport,
  margin: number,
  { at, ofPaper }: Places,
): Html {
  const ours = bleu?.difference;
  const interval = bleu?.interval;
  const { width, height } = PICTURE;
  return html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><rect class="margin" x="${at(-margin)}" width="${rounded(at(margin) - at(-margin), 1)}" height="${height}"/><path class="zero" d="M${at(0)},0V${height}"/>${
    paper !== undefined && html`<path class="paper" d="M${ofPaper(paper)},19m-5,0l5,-5l5,5l-5,5z"/>`
  }${
    interval !== undefined &&
    html`<path class="interval" d="M${at(interval.low)},8H${at(interval.high)}"/>`
  }${ours !== undefined && html`<circle cx="${at(ours)}" cy="8" r="4.5"/>`}</svg>`;
}

function axis({ most, at }: Places): Html {
  // A number at the very edge would be cut off.
  const reach = 0.94 * most;
  return html`<svg viewBox="0 0 ${PICTURE.width} 16" aria-hidden="true">${ticks(
    -reach,
    reach,
    5,
  ).map(
    (value) =>
      html`<text x="${at(value)}" y="12" text-anchor="middle">${value === 0 ? '0' : `${value < 0 ? '−' : '+'}${Math.abs(value)}`}</text>`,
  )}</svg>`;
}

function evidence(claim: ClaimReport): string {
  const { paper, seeds, verdict, decidedBy } = claim;
  const parts = [
    `paper ${paper === undefined ? DASH : signed(paper, 1)}`,
    ...SCORES.map((name) => `${SCORE_KINDS[name].label} ${evidenceText(claim, name)}`),
    `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} in common`,
    ...(decidedBy === undefined ? [] : [`decided by ${SCORE_KINDS[decidedBy].label}`]),
    ...(verdict === 'open' ? [verdictText(claim)] : []),
  ];
  return parts.join('; ');
}

const className = (verdict: string): string => verdict.replaceAll(' ', '-');

/** How many claims have each verdict. */
export function countList(counts: readonly VerdictCount[]): Html {
  return html`${counts.map(
    ({ verdict, text }) => html`<span class="verdict ${className(verdict)}">${text}</span> `,
  )}`;
}

function claimItem(claim: ClaimReport, margin: number, places: Places): Html {
  return html`<li><span class="verdict ${className(claim.verdict)}">${verdictWord(claim)}</span><div><p>${claim.claim}</p><p class="evidence">${evidence(claim)}</p></div>${picture(claim, margin, places)}</li>
`;
}

/** What the pictures show. */
function legend({ claims, rule }: ExperimentReport): Html {
  const { margins, alpha } = rule;
  const hasInterval = claims.some(({ scores }) => scores.bleu?.interval !== undefined);
  const hasPaper = claims.some(({ paper }) => paper !== undefined);
  return html`<p class="note">Differences in BLEU between two cells: <span class="key ours"></span> ours${
    hasInterval &&
    html`, with the interval that holds for all claims at once with ${100 * (1 - alpha)}% confidence`
  }${hasPaper && html`; <span class="key paper"></span> the paper’s, in proportion to the best row of its own table`}. In the grey band, ±${margins.bleu.toFixed(1)} BLEU, no difference counts as one. Dev is the log-perplexity of the development set, where less is better: it decides where BLEU does not.</p>`;
}

/**
 * Each claim of the paper, and each answer to a question that it leaves open, with its verdict and
 * the difference that it rests on as a picture.
 */
export function claimList(report: ExperimentReport): Html {
  const { claims, rule } = report;
  if (claims.length === 0) return html``;
  const places = placesOf(report);
  const questions = [...new Set(claims.map(({ question }) => question))];
  const title = questions.includes(undefined)
    ? 'What the paper says, and what shows here'
    : 'What is asked, and what shows here';
  return html`<h3>${title}</h3>
${legend(report)}
${questions.map(
  (question) => html`${question !== undefined && html`<h4>${question}</h4>`}<ol class="claims">
${failuresFirst(claims)
  .filter((claim) => claim.question === question)
  .map((claim) =>
    claimItem(claim, rule.margins.bleu, places),
  )}<li class="axis"><span></span><span class="evidence">difference in BLEU</span>${axis(places)}</li>
</ol>
`,
)}`;
}
