/* The answers that the page begins with. Every word on results follows from verdicts and numbers. */
import { compareMemory } from '../figures/memory-quality.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { SCORE_KINDS } from '../stats/scores.ts';
import type { Verdict } from '../stats/verdict.ts';
import { bytesText, evidenceText, signed } from '../tables/text.ts';
import {
  type Campaign,
  isMemoryClaim,
  isWarmupClaim,
  leadingCampaigns,
  type NamedClaim,
  namedClaims,
} from './campaigns.ts';

/** What became of one claim under one protocol. */
export type Judged = {
  readonly label: string;
  readonly verdict: Verdict;
  /** The verdict as an answer to the question, such as `Yes`. */
  readonly answer: string;
  /** Undefined where no experiment of the protocol has the claim. */
  readonly claim: ClaimReport | undefined;
};

/** A question, and what the campaigns say to it. */
export type Card = {
  readonly id: 'memory' | 'warmup' | 'parts';
  readonly question: string;
  readonly judged: readonly Judged[];
  readonly sentences: readonly string[];
};

export type Answers = { readonly headline: string; readonly cards: readonly Card[] };

/** What a claim with a verdict is called in a sentence, and the mark in front of it. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  reproduced: '✓',
  'not reproduced': '✗',
  open: '?',
  'not run': '–',
};

const ANSWERS: Readonly<Record<Verdict, string>> = {
  reproduced: 'Yes',
  'not reproduced': 'No',
  open: 'Open',
  'not run': 'Not run',
};

function judgedIn({ main, all, label }: Campaign, is: (claim: NamedClaim) => boolean): Judged {
  // Where two tables have the same comparison, the main one's counts.
  const tables = [main, ...all.filter((one) => one !== main)];
  const found = tables.flatMap(namedClaims).filter(is);
  const claim = (found.find((one) => one.claim.verdict !== 'not run') ?? found[0])?.claim;
  const verdict = claim?.verdict ?? 'not run';
  return { label, verdict, answer: ANSWERS[verdict], claim };
}

/** The difference that a verdict rests on, with its interval: `+6.0 BLEU (+1.2 to +10.9)`. */
export function differenceText(claim: ClaimReport): string {
  const score = claim.decidedBy ?? 'bleu';
  const { unit } = SCORE_KINDS[score];
  const text = evidenceText(claim, score);
  const withUnit = text.includes(' (') ? text.replace(' (', ` ${unit} (`) : `${text} ${unit}`;
  return score === 'bleu'
    ? withUnit
    : `${withUnit} of development log-perplexity, where less is better`;
}

function evidenceSentences(judged: readonly Judged[]): string[] {
  return judged.flatMap(({ label, verdict, claim }) =>
    claim === undefined || verdict === 'not run'
      ? []
      : [
          `At ${label}: ${differenceText(claim)}${verdict === 'open' ? ', too close to decide' : ''}.`,
        ],
  );
}

/** The sentences of a headline, by what the campaigns say. */
type Wording = {
  readonly yes: (at: string) => string;
  readonly no: (at: string) => string;
  readonly mixed: (what: string) => string;
  readonly open: string;
  readonly notRun: string;
};

/** One sentence on what several protocols say of one claim. */
export function sentenceOn(judged: readonly Judged[], wording: Wording, cause: string): string {
  const labels = (verdict: Verdict) =>
    judged.filter((one) => one.verdict === verdict).map(({ label }) => label);
  const [yes, no, open] = [labels('reproduced'), labels('not reproduced'), labels('open')];
  if (yes.length > 0 && no.length > 0) return wording.mixed(cause);
  const at = open.length === 0 ? '' : ` at ${[...yes, ...no].join(' and ')}`;
  if (yes.length > 0) return wording.yes(at);
  if (no.length > 0) return wording.no(at);
  return open.length > 0 ? wording.open : wording.notRun;
}

/** Parts of the optimiser, by the row that adds one of them to Adam without momentum. */
const PARTS: Readonly<Record<string, string>> = {
  Adam: 'momentum',
  'Adam, averaged updates': 'averaged updates',
  'Adam without momentum, clipped': 'clipping',
  'Adam without momentum, β2 = 0.9': 'faster decay',
  'Adam without momentum, relative steps': 'relative steps',
};

const isPartClaim = ({ claim, first, second }: NamedClaim): boolean =>
  claim.kind === 'higher' &&
  claim.first.arm === 'none' &&
  claim.second.arm === 'none' &&
  second === 'Adam without momentum' &&
  first in PARTS;

type Part = Judged & { readonly part: string };

function partsOf(campaign: Campaign): Part[] {
  const names = Object.keys(PARTS);
  return names.map((name) => ({
    ...judgedIn(campaign, (claim) => isPartClaim(claim) && claim.first === name),
    part: PARTS[name]!,
    answer: capitalised(PARTS[name]!),
  }));
}

function capitalised(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

function partSentences(parts: readonly Part[]): string[] {
  const decided = parts.filter(
    ({ verdict }) => verdict === 'reproduced' || verdict === 'not reproduced',
  );
  const words = decided.map(({ part, label, claim, verdict }) => {
    const paper = claim!.paper === undefined ? '' : `; the paper has ${signed(claim!.paper, 1)}`;
    const did = verdict === 'reproduced' ? 'rescues' : 'does not rescue';
    return `${capitalised(part)} ${did} it at ${label}: ${differenceText(claim!)}${paper}.`;
  });
  const names = (verdict: Verdict) => [
    ...new Set(parts.filter((one) => one.verdict === verdict).map(({ part }) => part)),
  ];
  const settled = new Set(decided.map(({ part }) => part));
  const open = names('open').filter((part) => !settled.has(part));
  const lacking = names('not run').filter((part) => !settled.has(part) && !open.includes(part));
  return [
    ...words,
    ...(open.length > 0 ? [`Open: ${open.join(', ')}.`] : []),
    ...(lacking.length > 0 ? [`Not run: ${lacking.join(', ')}.`] : []),
  ];
}

/** Whether campaigns differ in their rate, so that their difference may be put down to it. */
function causeOf(campaigns: readonly Campaign[]): string {
  const byRate = campaigns.every(({ label }) => label.startsWith('rate'));
  return byRate ? 'depended on the learning rate' : 'differed between protocols';
}

/** The headline and the three questions, from the campaigns that there are. */
export function answersOf(campaigns: readonly Campaign[]): Answers {
  const leading = leadingCampaigns(campaigns);
  const cause = causeOf(leading);
  const compared = campaigns
    .flatMap(({ all }) => all)
    .flatMap((one) => compareMemory(one) ?? [])[0];
  const ratio = compared === undefined ? 'less' : `1/${Math.round(compared.ratio)} of its`;
  const judge = (is: (claim: NamedClaim) => boolean) => ({
    all: campaigns.map((campaign) => judgedIn(campaign, is)),
    leading: leading.map((campaign) => judgedIn(campaign, is)),
  });
  const memory = judge(isMemoryClaim);
  const warmup = judge(isWarmupClaim);
  const parts = campaigns.flatMap(partsOf);
  const first = sentenceOn(
    memory.leading,
    {
      yes: (at) => `Adafactor did no worse than Adam with ${ratio} optimiser memory${at}.`,
      no: (at) => `Adafactor did worse than Adam, with ${ratio} optimiser memory${at}.`,
      mixed: (how) =>
        `Whether Adafactor did as well as Adam with ${ratio} optimiser memory ${how}.`,
      open: `Whether Adafactor does as well as Adam with ${ratio} optimiser memory is open.`,
      notRun: 'Whether Adafactor does as well as Adam with less memory is not run yet.',
    },
    cause,
  );
  const second = sentenceOn(
    warmup.leading,
    {
      yes: (at) => `It did not need warm-up${at}.`,
      no: (at) => `It needed warm-up${at}.`,
      mixed: (how) => `Whether it can skip warm-up ${how}.`,
      open: 'Whether it can skip warm-up is open.',
      notRun: 'Whether it can skip warm-up is not run yet.',
    },
    cause,
  );
  return {
    headline: `${first} ${second}`,
    cards: [
      {
        id: 'memory',
        question: 'Does it match Adam in less memory?',
        judged: memory.all,
        sentences: [
          ...(compared === undefined
            ? []
            : [
                `${bytesText(compared.adafactor.bytes)} of state instead of ${bytesText(compared.adam.bytes)}.`,
              ]),
          ...evidenceSentences(memory.all),
        ],
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
