/* The answers that the page begins with. Every word on results follows from verdicts and numbers. */
import prettyBytes from 'pretty-bytes';
import { compareMemory } from '../figures/memory-quality.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { WITHOUT_WARMUP } from '../stats/kept.ts';
import { SCORE_KINDS } from '../stats/scores.ts';
import type { Verdict } from '../stats/verdict.ts';
import { evidenceText, signed } from '../tables/text.ts';
import { verdictText } from '../tables/verdict-words.ts';
import {
  type Campaign,
  isMemoryClaim,
  isWarmupClaim,
  leadingCampaigns,
  type NamedClaim,
  namedClaims,
} from './campaigns.ts';

/** A verdict as a sign, and as an answer to a question. */
export const VERDICT_SIGNS: Readonly<Record<Verdict, { mark: string; answer: string }>> = {
  reproduced: { mark: '✓', answer: 'Yes' },
  'not reproduced': { mark: '✗', answer: 'No' },
  open: { mark: '?', answer: 'Open' },
  'not run': { mark: '–', answer: 'Not run' },
};

/** The verdict as a class of the style sheet. */
export const verdictClass = (verdict: Verdict): string => verdict.replaceAll(' ', '-');

/** The outcome of one claim under one protocol, if any of its experiments has the claim. */
function judgedIn({ main, all, label }: Campaign, is: (claim: NamedClaim) => boolean) {
  // Where two tables have the same comparison, the main one's counts.
  const tables = [main, ...all.filter((one) => one !== main)];
  const found = tables.flatMap(namedClaims).filter(is);
  const claim = (found.find((one) => one.claim.verdict !== 'not run') ?? found[0])?.claim;
  const verdict = claim?.verdict ?? 'not run';
  return { label, verdict, answer: VERDICT_SIGNS[verdict].answer, claim };
}

export type Judged = ReturnType<typeof judgedIn>;

/** The difference that a verdict rests on, with its interval: `+6.0 BLEU (+1.2 to +10.9)`. */
function differenceText(claim: ClaimReport): string {
  const score = claim.decidedBy ?? 'bleu';
  const { unit } = SCORE_KINDS[score];
  // Before the interval, where there is one.
  const withUnit = evidenceText(claim, score).replace(/ \(|$/, ` ${unit}$&`);
  return score === 'bleu'
    ? withUnit
    : `${withUnit} of development log-perplexity, where less is better`;
}

function evidenceSentences(judged: readonly Judged[]): string[] {
  return judged.flatMap(({ label, verdict, claim }) => {
    if (claim === undefined || verdict === 'not run') return [];
    const why = claim.lacking === undefined ? 'too close to decide' : verdictText(claim);
    const open = verdict === 'open' ? `, ${why}` : '';
    return [`At ${label}: ${differenceText(claim)}${open}.`];
  });
}

/** One sentence on what several protocols say of one claim, in the words for each outcome. */
function sentenceOn(
  judged: readonly Judged[],
  words: Readonly<Record<'yes' | 'no', (at: string) => string>> &
    Readonly<Record<'mixed' | 'open' | 'notRun', string>>,
): string {
  const labels = (verdict: Verdict) =>
    judged.filter((one) => one.verdict === verdict).map(({ label }) => label);
  const [yes, no, open] = [labels('reproduced'), labels('not reproduced'), labels('open')];
  if (yes.length > 0 && no.length > 0) return words.mixed;
  const at = open.length === 0 ? '' : ` at ${[...yes, ...no].join(' and ')}`;
  if (yes.length > 0) return words.yes(at);
  if (no.length > 0) return words.no(at);
  return open.length > 0 ? words.open : words.notRun;
}

/** Parts of the optimiser, by the row that adds one of them to Adam without momentum. */
const PARTS = {
  Adam: 'momentum',
  'Adam, averaged updates': 'averaged updates',
  'Adam without momentum, clipped': 'clipping',
  'Adam without momentum, β2 = 0.9': 'faster decay',
  'Adam without momentum, relative steps': 'relative steps',
};

type Part = Judged & { readonly part: string };

function partsOf(campaign: Campaign): Part[] {
  return Object.entries(PARTS).map(([name, part]) => {
    const judged = judgedIn(
      campaign,
      ({ claim, first, second }) =>
        claim.kind === 'higher' &&
        claim.first.arm === WITHOUT_WARMUP &&
        claim.second.arm === WITHOUT_WARMUP &&
        first === name &&
        second === 'Adam without momentum',
    );
    return { ...judged, part, answer: capitalised(part) };
  });
}

function capitalised(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

function partSentences(parts: readonly Part[]): string[] {
  const decided = parts.filter(
    ({ verdict }) => verdict === 'reproduced' || verdict === 'not reproduced',
  );
  const words = decided.map(({ part, label, claim, verdict }) => {
    const paper =
      claim!.paper === undefined ? '' : `; the paper has ${signed(claim!.paper, 1)} BLEU`;
    const did = verdict === 'reproduced' ? 'rescues' : 'does not rescue';
    return `${capitalised(part)} ${did} it at ${label}: ${differenceText(claim!)}${paper}.`;
  });
  const partsWith = (verdict: Verdict, but: readonly string[]) => {
    const alike = parts.filter((one) => one.verdict === verdict && !but.includes(one.part));
    return [...new Set(alike.map(({ part }) => part))];
  };
  const settled = decided.map(({ part }) => part);
  const open = partsWith('open', settled);
  const lacking = partsWith('not run', [...settled, ...open]);
  return [
    ...words,
    ...(open.length > 0 ? [`Open: ${open.join(', ')}.`] : []),
    ...(lacking.length > 0 ? [`Not run: ${lacking.join(', ')}.`] : []),
  ];
}

/** What a rescuing part adds, by the score that decided: `clipping (−0.477 nats)`. */
function gainText({ part, claim }: Part): string {
  const score = claim!.decidedBy!;
  const { digits, unit } = SCORE_KINDS[score];
  return `${part} (${signed(claim!.scores[score]!.difference, digits)} ${unit})`;
}

/** A sentence on the parts that rescue; none where none does. */
function rescueSentence(parts: readonly Part[]): string[] {
  const rescuing = parts.filter(({ verdict }) => verdict === 'reproduced');
  if (rescuing.length === 0) return [];
  return [
    `Without warm-up, these parts improve Adam without momentum: ${rescuing.map(gainText).join(', ')}.`,
  ];
}

/** A question, and the campaigns' answers to it. */
export type Card = ReturnType<typeof answersOf>['cards'][number];

/** The headline and the three questions, from the campaigns that there are. */
export function answersOf(campaigns: readonly Campaign[]) {
  const leading = leadingCampaigns(campaigns);
  // Only campaigns that differ in their rate let it be the cause of other differences.
  const byRate = leading.every(({ label }) => label.startsWith('rate'));
  const cause = byRate ? 'depended on the learning rate' : 'differed between protocols';
  const compared = campaigns
    .flatMap(({ all }) => all)
    .flatMap((one) => compareMemory(one) ?? [])[0];
  const stateSentence = compared
    ? [
        `${prettyBytes(compared.adafactor.bytes)} of state instead of ${prettyBytes(compared.adam.bytes)}.`,
      ]
    : [];
  const ratio = compared === undefined ? 'less' : `1/${Math.round(compared.ratio)} of its`;
  const judge = (is: (claim: NamedClaim) => boolean) => ({
    all: campaigns.map((campaign) => judgedIn(campaign, is)),
    leading: leading.map((campaign) => judgedIn(campaign, is)),
  });
  const memory = judge(isMemoryClaim);
  const warmup = judge(isWarmupClaim);
  const parts = campaigns.flatMap(partsOf);
  const first = sentenceOn(memory.leading, {
    yes: (at) => `Adafactor did no worse than Adam with ${ratio} optimiser memory${at}.`,
    no: (at) => `Adafactor did worse than Adam, with ${ratio} optimiser memory${at}.`,
    mixed: `Whether Adafactor did as well as Adam with ${ratio} optimiser memory ${cause}.`,
    open: `Whether Adafactor does as well as Adam with ${ratio} optimiser memory is open.`,
    notRun: 'Whether Adafactor does as well as Adam with less memory is not run yet.',
  });
  const second = sentenceOn(warmup.leading, {
    yes: (at) => `It did not need warm-up${at}.`,
    no: (at) => `It needed warm-up${at}.`,
    mixed: `Whether it can skip warm-up ${cause}.`,
    open: 'Whether it can skip warm-up is open.',
    notRun: 'Whether it can skip warm-up is not run yet.',
  });
  const leadingParts = leading.length === 1 ? partsOf(leading[0]!) : [];
  const isProvisional = [...memory.leading, ...warmup.leading, ...leadingParts].some(
    ({ claim }) => claim?.isProvisional,
  );
  return {
    headline: [first, second, ...rescueSentence(leadingParts)].join(' '),
    isProvisional,
    cards: [
      {
        id: 'memory',
        question: 'Does it match Adam in less memory?',
        judged: memory.all,
        sentences: [...stateSentence, ...evidenceSentences(memory.all)],
      },
      {
        id: 'warmup',
        question: 'Does it train without warm-up?',
        judged: warmup.all,
        sentences: ['What leaving out warm-up changes:', ...evidenceSentences(warmup.all)],
      },
      {
        id: 'parts',
        question: 'Which part rescues Adam without momentum?',
        judged: parts.filter(({ verdict }) => verdict === 'reproduced'),
        sentences: partSentences(parts),
      },
    ],
  };
}
