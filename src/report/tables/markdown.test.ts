import { describe, expect, it } from 'vitest';
import { exampleReport, exampleStored } from '../../../test/support/example-stored.ts';
import { cellsOf } from '../../../test/support/markdown-cells.ts';
import type { StoredResult } from '../../experiment/stored-result.ts';
import { markdownReport } from './markdown.ts';
import { intervalText } from './text.ts';
import { verdictCounts } from './verdict-words.ts';

const report = (stored: readonly StoredResult[], experiment?: string): string =>
  markdownReport(exampleReport(stored, experiment));

const NEEDS_WARM_UP = '| Without momentum, slow decay (A) needs warm-up';

describe('markdownReport', () => {
  it("puts the paper's numbers beside ours, and a dash where nothing was run", () => {
    const cells = cellsOf(report([exampleStored('A', 'warmup', 61.23)]), '| A');
    expect(cells.slice(2)).toEqual(['25.6', '61.2', '1.500', '0.1', '–', '–', '0%', '–']);
  });

  it('says in its heading what absolute step sizes are multiplied by', () => {
    const stored = exampleStored('A', 'warmup', 60);
    const { training, model, ...config } = stored.result.config;
    const changed = {
      ...config,
      model: { ...model, dModel: 128 },
      training: { ...training, widthRule: 'sqrt(512/dModel)' as const },
    };
    const heading = report([{ ...stored, result: { ...stored.result, config: changed } }]);
    expect(heading).toContain(
      'rate multiplier 8, absolute step sizes × sqrt(512/128) = 2 more; seed 1.',
    );
    expect(report([stored])).toContain('rate multiplier 8; seed 1.');
  });

  it('gives mean, standard deviation and number of several seeds', () => {
    const stored = [60, 62, 61].map((bleu, i) =>
      exampleStored('A', 'warmup', bleu, { seed: i + 1 }),
    );
    expect(cellsOf(report(stored), '| A')[3]).toBe('61.0 ± 1.0 (n 3)');
  });

  it('says that a run diverged', () => {
    const both = [
      exampleStored('A', 'none', undefined, { seed: 1 }),
      exampleStored('A', 'none', 3, { seed: 2 }),
    ];
    expect(cellsOf(report(both.slice(0, 1)), '| A')[6]).toBe('diverged');
    expect(cellsOf(report(both), '| A')[6]).toBe('3.0, 1 of 2 diverged');
  });

  it('gives each claim its kind, differences, interval and verdict', () => {
    const stored = [1, 2, 3].flatMap((seed) => [
      exampleStored('A', 'warmup', 60 + seed / 10, { seed }),
      exampleStored('A', 'none', 20.2 - seed ** 2 / 30, { seed }),
    ]);
    const [, kind, paper, ours, dev, seeds, verdict, by] = cellsOf(report(stored), NEEDS_WARM_UP);
    expect([kind, paper, dev, seeds, verdict, by]).toEqual([
      'higher',
      '+25.5',
      '+0.000',
      '3 of 3 (round 1)',
      'reproduced, provisional',
      'BLEU',
    ]);
    expect(ours).toMatch(/^\+40\.2 \(\+3\d\.\d to \+4\d\.\d\)$/);
  });

  it.each([
    ['nothing was run', [], 'not run'],
    [
      'each cell has one seed',
      [exampleStored('A', 'warmup', 60), exampleStored('A', 'none', 20)],
      'open: needs 4 more runs',
    ],
    [
      'no claim differs from seed to seed',
      ['warmup', 'none'].flatMap((arm) =>
        [1, 2, 3].map((seed) => exampleStored('A', arm, undefined, { seed })),
      ),
      'open: needs a claim whose seeds differ',
    ],
    [
      'translations were not kept, and log-perplexities are alike',
      [1, 2, 3].flatMap((seed) => [
        exampleStored('A', 'warmup', 60 + seed, { seed, translations: false }),
        exampleStored('A', 'none', 20, { seed, translations: false }),
      ]),
      'open: needs a claim whose seeds differ',
    ],
  ])('decides nothing where %s', (_what, stored, verdict) => {
    expect(cellsOf(report(stored), NEEDS_WARM_UP).at(-2)).toBe(verdict);
  });

  it('takes differences within seeds where too few are shared for an interval, too', () => {
    const stored = [
      exampleStored('A', 'warmup', 60, { seed: 1 }),
      exampleStored('A', 'warmup', 50, { seed: 2 }),
      exampleStored('A', 'none', 20, { seed: 1 }),
    ];
    expect(cellsOf(report(stored), NEEDS_WARM_UP)[3]).toBe('+40.0');
  });

  it('says that verdicts are provisional while runs of the first round are missing', () => {
    const all = exampleReport([]).rows.flatMap(({ row, cells }) =>
      Object.keys(cells).map((arm) => exampleStored(row, arm, 50)),
    );
    expect(report(all.slice(2))).toContain("provisional: 2 of the first round's runs are missing");
    expect(report(all.slice(1))).toContain("provisional: 1 of the first round's runs is missing");
    expect(report(all)).not.toContain('provisional');
  });

  it('gives the sign of an end of an interval that rounds to zero', () => {
    expect(intervalText({ low: -0.032, high: 6.01 }, 1)).toBe('−0.03 to +6.0');
    expect(intervalText({ low: 0.0004, high: 0.05 }, 3)).toBe('+0.0004 to +0.050');
    expect(intervalText({ low: 0, high: 1 }, 1)).toBe('+0.0 to +1.0');
  });

  it('says where all rounds are done, and what more would do', () => {
    const stored = [60, 20, 50, 30, 40, 25, 55].flatMap((bleu, seed) => [
      exampleStored('A', 'warmup', bleu, { seed }),
      exampleStored('A', 'none', 35, { seed }),
    ]);
    expect(cellsOf(report(stored), NEEDS_WARM_UP).at(-2)).toBe(
      'open after all rounds; 100 seeds like these would not decide it',
    );
  });

  it('calls a verdict of a later round provisional while an open claim lacks a run of it', () => {
    const cell = (row: string, arm: string, bleus: readonly number[]) =>
      bleus.map((bleu, seed) => exampleStored(row, arm, bleu, { seed }));
    const warmup = [65, 55, 60, 61, 59];
    const unclaimed = [...cell('B', 'warmup', [50, 50]), ...cell('J', 'warmup', [50, 50])];
    const table = (seeds: number, others = seeds, rest = unclaimed) =>
      report([
        ...rest,
        ...cell('A', 'warmup', warmup.slice(0, seeds)),
        ...cell('A', 'none', Array(seeds).fill(20)),
        ...cell('G', 'warmup', Array(others).fill(20)),
        ...cell('G', 'none', [40, 40.1, 40.3]),
        ...cell('B', 'none', [50, 50.3, 50.2]),
        ...cell('J', 'none', [55, 55.1, 55.3]),
        ...cell('O', 'warmup', [50, 50, 50]),
        ...cell('O', 'none', [50.1, 50, 50.2]),
      ]);
    const verdict = (text: string) => cellsOf(text, NEEDS_WARM_UP).at(-2);
    expect(verdict(table(3))).toMatch(/^open/);
    expect(verdict(table(4))).toBe('reproduced, provisional');
    expect(verdict(table(5, 3))).toBe('reproduced, provisional');
    expect(verdict(table(5, 5, []))).toBe('reproduced, provisional');
    expect(verdict(table(5))).toBe('reproduced');
  });

  it('names protocol, data, seeds, signature and machine', () => {
    const text = report([exampleStored('A', 'warmup', 50, { seed: 3 })]);
    for (const part of ['protocol demo', 'data builtin', 'seed 3', 'tok:13a', 'a processor']) {
      expect(text).toContain(part);
    }
  });

  it('has what each row keeps and needs, the most of its arms', () => {
    const small = exampleStored('A', 'none', 50);
    const { result } = exampleStored('A', 'warmup', 50);
    const large = {
      ...exampleStored('A', 'warmup', 50),
      result: {
        ...result,
        optimizerState: { elements: 500_000, bytes: 2_000_000 },
        timing: { ...result.timing, peakMemoryBytes: 900 * 2 ** 20 },
      },
    };
    const [, section] = report([small, large]).split('## Memory');
    expect(cellsOf(section!, '| A').slice(2)).toEqual(['2,000,000', '900']);
    expect(section).not.toContain('| G');
    expect(section).toContain('in the arm with the larger mean.');
  });

  it('explains only what it has: nothing kept and no larger mean in a table with one arm', () => {
    const text = report([exampleStored('O', 'warmup', 50)], 'memory');
    expect(text).toContain('It is the mean over runs.');
    expect(text).not.toContain('Kept:');
    expect(report([exampleStored('O', 'warmup', 50)])).toContain('Kept:');
  });

  it('says when each cell reached the target', () => {
    const timed = exampleStored('A', 'warmup', 50, { logPerplexity: 1.5 });
    const timing = { ...timed.result.timing, dev: [{ step: 2, seconds: 10 }] };
    const text = report([
      { ...timed, result: { ...timed.result, timing } },
      exampleStored('G', 'warmup', 50, { logPerplexity: 1.4 }),
      exampleStored('B', 'warmup', 50, { logPerplexity: 1.6 }),
    ]);
    const [, section] = text.split('## Time to the target');
    expect(section).toContain(
      '1.500 or less, the highest value with which any seed of row A (warm-up) ends.',
    );
    expect(cellsOf(section!, '| A').slice(2)).toEqual(['2', '10', '–', '–']);
    // Kept no times.
    expect(cellsOf(section!, '| G').slice(2)).toEqual(['2', '–', '–', '–']);
    expect(cellsOf(section!, '| B').slice(2)).toEqual(['not reached', 'not reached', '–', '–']);
  });
});

describe('an experiment of our own', () => {
  const stored = [1, 2, 3].flatMap((seed) => [
    exampleStored('DClipped', 'none', 60 + seed / 10, { seed }),
    exampleStored('D', 'none', 20 + seed ** 2 / 10, { seed }),
    exampleStored('O', 'none', 20 - seed / 10, { seed }),
    exampleStored('DAll', 'none', 60 + seed / 10, { seed }),
  ]);
  const text = report(stored, 'questions');

  it('has claims below their questions, that hold or do not', () => {
    const [, first] = text.split('### Can one do with row means alone and without warm-up?\n');
    const claim = (start: string) => cellsOf(first!, `| Without warm-up, ${start}`).at(-2);
    expect(claim('clipping rescues row means')).toBe('holds, provisional');
    expect(claim('Adafactor needs the column means')).toBe('does not hold, provisional');
  });

  it('has its comparisons counted apart, in words of their own', () => {
    const claims = exampleReport(stored, 'questions').claims.map((claim) => ({
      ...claim,
      isProvisional: false,
    }));
    const { paper, own } = verdictCounts(claims);
    expect(paper).toEqual([]);
    expect(own).toEqual(['does not hold: 1', 'holds: 1', 'not run: 11']);
    // As if the paper made the first two.
    const mixed = claims.map((claim, i) => (i < 2 ? { ...claim, question: undefined } : claim));
    expect(verdictCounts(mixed).paper).toEqual(['reproduced: 1', 'not run: 1']);
    expect(verdictCounts(mixed).own).toEqual(['does not hold: 1', 'not run: 10']);
  });

  it('has its provisional verdicts counted among the others', () => {
    const { claims, rule } = exampleReport(stored, 'questions');
    expect(rule.missingRuns).toBeGreaterThan(0);
    const all = ['does not hold: 1 (1 provisional)', 'holds: 1 (1 provisional)', 'not run: 11'];
    expect(verdictCounts(claims).own).toEqual(all);
    const changed = claims.map((claim) => ({
      ...claim,
      isProvisional: claim.verdict === 'reproduced',
    }));
    expect(verdictCounts(changed).own).toEqual(all.with(0, 'does not hold: 1'));
  });

  it('leaves out what a row is not run in, and the paper where it has no numbers', () => {
    const successors = report([], 'successors');
    expect(cellsOf(successors, '| SM3 ').slice(2)).toEqual(['–', '–', '', '', '–']);
    const zoo = report([], 'zoo');
    expect(cellsOf(zoo, '| row ')).toEqual(['row', 'optimiser', 'warm-up: BLEU', 'warm-up: dev']);
  });

  it('has the scores of averaged parameters beside those of the parameters', () => {
    const [one] = [exampleStored('A', 'warmup', 50)];
    const { bleu } = one!.result.test!;
    const polyak = { bleu: { ...bleu, score: 52 }, logPerplexity: 1.25 };
    const averaged = { ...one!, result: { ...one!.result, averages: { polyak } } };
    const [, section] = report([averaged]).split('## Averaged parameters');
    expect(cellsOf(section!, '| A').slice(2, 5)).toEqual(['50.0', '52.0', '1.250']);
  });
});
