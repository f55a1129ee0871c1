import { describe, expect, it } from 'vitest';
import { inventedTable2 } from '../../../test/support/invented-results.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import type { Verdict } from '../stats/verdict.ts';
import { answersOf, type Judged } from './answers.ts';
import { campaignsOf, isWarmupClaim, leadingCampaigns, namedClaims } from './campaigns.ts';

const { table2 } = inventedTable2();

/** The table at a rate, with a verdict on whether Adafactor needs warm-up. */
function atRate(rate: number, verdict: Verdict, protocol = `x${rate}`): ReportedExperiment {
  const claims = namedClaims(table2).map((named) =>
    isWarmupClaim(named) ? { ...named.claim, verdict } : named.claim,
  );
  const settings = { ...table2.report.settings!, rateMultipliers: [rate] };
  return { ...table2, protocol, report: { ...table2.report, protocol, settings, claims } };
}

const answers = (...given: ReportedExperiment[]) => answersOf(campaignsOf(given));
const warmup = (judged: readonly Judged[]) => judged.map(({ label, verdict }) => [label, verdict]);

describe('the headline', () => {
  it.each<[Verdict[], string]>([
    [['reproduced', 'reproduced'], 'It did not need warm-up.'],
    [['not reproduced', 'not reproduced'], 'It needed warm-up.'],
    [
      ['reproduced', 'not reproduced'],
      'Whether it can skip warm-up depended on the learning rate.',
    ],
    [['reproduced', 'open'], 'It did not need warm-up at rate ×4.'],
    [['open', 'not reproduced'], 'It needed warm-up at rate ×8.'],
    [['open', 'not run'], 'Whether it can skip warm-up is open.'],
    [['not run', 'not run'], 'Whether it can skip warm-up is not run yet.'],
  ])('follows the verdicts %j', (verdicts, sentence) => {
    const [low, high] = verdicts;
    const { headline } = answers(atRate(8, high!), atRate(4, low!));
    expect(headline).toContain(sentence);
    // The claim on memory is another table's, which is not given.
    expect(headline).toMatch(/^Whether Adafactor does as well as Adam with less memory is not run/);
  });

  it('puts nothing down to the rate where protocols do not differ in it', () => {
    const { headline } = answers(
      atRate(8, 'reproduced', 'one'),
      atRate(8, 'not reproduced', 'other'),
    );
    expect(headline).toContain('differed between protocols');
  });

  it('is that of the protocol of the table, once it judges', () => {
    const own = table2.experiment.protocol.replace(/^.*\/|\.yaml$/g, '');
    const given = [atRate(8, 'not reproduced'), atRate(2.8, 'reproduced', own)];
    expect(leadingCampaigns(campaignsOf(given)).map(({ protocol }) => protocol)).toEqual([own]);
    expect(answers(...given).headline).toContain('It did not need warm-up.');
    const [, card] = answers(...given).cards;
    expect(warmup(card!.judged)).toEqual([
      ['rate ×2.8', 'reproduced'],
      ['rate ×8', 'not reproduced'],
    ]);
  });

  it('says which parts improve Adam without momentum, by the score that decided', () => {
    const own = table2.experiment.protocol.replace(/^.*\/|\.yaml$/g, '');
    const claims = namedClaims(table2).map(({ claim }) => ({
      ...claim,
      verdict: 'reproduced' as const,
      decidedBy: claim.first.row === 'H' ? ('logPerplexity' as const) : ('bleu' as const),
    }));
    const { headline } = answers({
      ...table2,
      protocol: own,
      report: { ...table2.report, claims },
    });
    expect(headline).toMatch(/these parts improve .*: momentum \([+−][\d.]+ BLEU\), /);
    expect(headline).toMatch(/clipping \([+−][\d.]+ nats\)/);
  });

  it('is provisional where a verdict in it is', () => {
    const table = (isProvisional: boolean) => {
      const claims = namedClaims(table2).map(({ claim }) => ({ ...claim, isProvisional }));
      return { ...table2, report: { ...table2.report, claims } };
    };
    expect(answers(table(false)).isProvisional).toBe(false);
    expect(answers(table(true)).isProvisional).toBe(true);
  });

  it('says that nothing is run where there is no table', () => {
    expect(answers().headline).toMatch(/not run yet\..*not run yet\.$/);
  });
});

it.each([
  [undefined, /At .* BLEU.*, too close to decide\.$/],
  ['5 more runs', /At .* BLEU.*, open: needs 5 more runs\.$/],
])('a card says why a claim is open, where it lacks %s', (lacking, sentence) => {
  const open = atRate(8, 'open');
  const claims = open.report.claims.map((claim) => ({
    ...claim,
    verdict: 'open' as const,
    decidedBy: undefined,
    lacking,
  }));
  const [, card] = answers({ ...open, report: { ...open.report, claims } }).cards;
  expect(card!.sentences.at(-1)).toMatch(sentence);
});

it('a card says what parts are decided, with their differences, and which are open', () => {
  const [, , card] = answers(table2).cards;
  const decided = namedClaims(table2).filter(
    ({ claim, second }) =>
      claim.first.arm === 'none' &&
      second === 'Adam without momentum' &&
      claim.decidedBy !== undefined,
  );
  expect(card!.judged.length).toBe(
    decided.filter(({ claim }) => claim.verdict === 'reproduced').length,
  );
  const text = card!.sentences.join(' ');
  expect(text).toContain('relative steps');
  for (const { claim } of decided) {
    expect(text).toContain(`the paper has +${claim.paper!.toFixed(1)}`);
  }
});
