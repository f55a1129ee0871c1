import { describe, expect, it } from 'vitest';
import { exampleReport, exampleStored } from '../../test/support/example-stored.ts';
import type { StoredResult } from '../experiment/stored-result.ts';
import { selectCells } from './experiment-report.ts';

/** Three seeds of `row` in `arm` that spread by `spread` about `bleu`. */
const seeds = (row: string, arm: string, bleu: number, spread = 0.2) =>
  [-1, 0, 1].map((side) => exampleStored(row, arm, bleu + spread * side, { seed: 2 + side }));

function claimOf(stored: readonly StoredResult[], start: string) {
  return exampleReport(stored).claims.find(({ claim }) => claim.startsWith(start))!;
}

const NEEDS_WARM_UP = 'Without momentum, slow decay (A) needs';
const NO_WARM_UP = 'Adafactor (O) does not need';

describe('a claim', () => {
  it('is decided by runs of the same seeds, however far both cells spread over seeds', () => {
    const wild = [...seeds('A', 'warmup', 50, 6), ...seeds('A', 'none', 30, 6)];
    expect(claimOf([...wild, ...seeds('B', 'none', 30, 6.2)], NEEDS_WARM_UP)).toMatchObject({
      verdict: 'reproduced',
      decidedBy: 'bleu',
      seeds: 3,
      round: 1,
    });
    const unlike = seeds('A', 'none', 30, -6);
    expect(
      claimOf(
        [...seeds('A', 'warmup', 50, 6), ...unlike, ...seeds('B', 'none', 30, 6)],
        NEEDS_WARM_UP,
      ).verdict,
    ).toBe('open');
  });

  it('is open with fewer than two seeds in common, and says how many runs are missing', () => {
    const stored = [...seeds('A', 'warmup', 60), exampleStored('A', 'none', 20, { seed: 1 })];
    const claim = claimOf(stored, NEEDS_WARM_UP);
    expect(claim).toMatchObject({ verdict: 'open', lacking: '2 more runs', seeds: 1 });
    expect(claim.scores.bleu!.difference).toBeCloseTo(40, 0);
    expect(claim.scores.bleu!.interval).toBeUndefined();
  });

  it('is judged by log-perplexity where BLEU leaves it open', () => {
    const cell = (arm: string, bleus: readonly number[], dev: number) =>
      bleus.map((bleu, i) =>
        exampleStored('A', arm, bleu, { seed: i + 1, logPerplexity: dev + 0.01 * i ** 2 }),
      );
    const stored = [...cell('warmup', [50, 40, 45], 2), ...cell('none', [40, 52, 43], 3.001)];
    const other = seeds('B', 'none', 30).map((run, i) => ({
      ...run,
      result: { ...run.result, dev: [{ step: 2, logPerplexity: 3 + 0.03 * i }] },
    }));
    const claim = claimOf([...stored, ...other], NEEDS_WARM_UP);
    expect(claim).toMatchObject({ verdict: 'reproduced', decidedBy: 'logPerplexity' });
    expect(claim.scores.logPerplexity!.difference).toBeCloseTo(-1.001, 9);
  });

  it('counts a run that diverged as 0 BLEU, and as having learned nothing', () => {
    const stored = [1, 2, 3].flatMap((seed) => [
      exampleStored('A', 'warmup', 58 + seed, { seed, logPerplexity: 1.3 + seed / 10 }),
      exampleStored('A', 'none', undefined, { seed }),
      exampleStored('B', 'none', 50 + (seed % 2), { seed }),
    ]);
    const { scores, verdict } = claimOf(stored, NEEDS_WARM_UP);
    expect(scores.bleu!.difference).toBeCloseTo(60, 9);
    expect(scores.logPerplexity!.difference).toBeCloseTo(1.5 - Math.log(1500), 9);
    expect(verdict).toBe('reproduced');
  });

  it('keeps the verdict of its round when later rounds bring other numbers', () => {
    const first = [...seeds('A', 'warmup', 60), ...seeds('A', 'none', 20)];
    const more = [4, 5].flatMap((seed) => [
      exampleStored('A', 'warmup', 10, { seed }),
      exampleStored('A', 'none', 60, { seed }),
    ]);
    const others = seeds('B', 'none', 20, 0.3);
    expect(claimOf([...first, ...others, ...more], NEEDS_WARM_UP)).toMatchObject({
      verdict: 'reproduced',
      round: 1,
      seeds: 3,
    });
  });

  it('is not moved by later runs of claims that are decided', () => {
    const open = [6, 3, 9, 6, 5].flatMap((value, i) => [
      exampleStored('A', 'warmup', 40 + value, { seed: i + 1 }),
      exampleStored('A', 'none', 40, { seed: i + 1 }),
    ]);
    const decided = [...seeds('O', 'warmup', 60, 0.05), ...seeds('O', 'none', 20)];
    const more = [4, 5].flatMap((seed) => [
      exampleStored('O', 'warmup', 10, { seed }),
      exampleStored('O', 'none', 55, { seed }),
    ]);
    const late = claimOf([...open, ...decided], NEEDS_WARM_UP);
    expect(late).toMatchObject({ round: 2, seeds: 5 });
    expect(claimOf([...open, ...decided, ...more], NEEDS_WARM_UP)).toEqual(late);
  });

  it('names a score that alone would decide the opposite', () => {
    const cell = (arm: string, bleu: number, dev: number) =>
      [1, 2, 3].map((seed) =>
        exampleStored('A', arm, bleu + 0.1 * (seed % 2), {
          seed,
          logPerplexity: dev + (arm === 'none' ? 0.001 * seed ** 2 : 0),
        }),
      );
    const others = seeds('B', 'none', 20);
    expect(
      claimOf([...cell('warmup', 60, 3), ...cell('none', 20, 2), ...others], NEEDS_WARM_UP),
    ).toMatchObject({
      verdict: 'reproduced',
      decidedBy: 'bleu',
      contradictedBy: 'logPerplexity',
    });
    expect(
      claimOf([...cell('warmup', 60, 2), ...cell('none', 20, 3), ...others], NEEDS_WARM_UP),
    ).toMatchObject({ decidedBy: 'bleu', contradictedBy: undefined });
  });

  it('is looked at again with the seeds of the next round while it is open', () => {
    const pairs = (values: readonly number[]) =>
      values.flatMap((value, i) => [
        exampleStored('A', 'warmup', 40 + value, { seed: i + 1 }),
        exampleStored('A', 'none', 40, { seed: i + 1 }),
      ]);
    const early = claimOf(pairs([6, 3, 9]), NEEDS_WARM_UP);
    expect(early).toMatchObject({ verdict: 'open', round: 1 });
    expect(early.runsToDecide).toBeGreaterThan(0);
    const late = claimOf(pairs([6, 3, 9, 6, 6, 5, 7]), NEEDS_WARM_UP);
    expect(late).toMatchObject({ verdict: 'reproduced', round: 3, seeds: 7 });
  });

  it('that nothing is lost is reproduced by a small loss, and denied by a large one', () => {
    const warm = seeds('O', 'warmup', 60, 0.05);
    expect(claimOf([...warm, ...seeds('O', 'none', 60, 0.02)], NO_WARM_UP).verdict).toBe(
      'reproduced',
    );
    expect(claimOf([...warm, ...seeds('O', 'none', 20, 0.02)], NO_WARM_UP).verdict).toBe(
      'not reproduced',
    );
  });

  it('is judged with all its seeds and all claims, whatever is shown', () => {
    const all = exampleReport([...seeds('A', 'warmup', 60), ...seeds('A', 'none', 20)]);
    const shown = selectCells(all, { rows: ['A', 'G'], arms: ['none'] });
    expect(shown.rows.map(({ row }) => row)).toEqual(['A', 'G']);
    expect(shown.claims.map(({ claim }) => claim)).toEqual([
      'Without warm-up, fast decay (G) beats slow decay (A)',
    ]);
    expect(shown.rule).toEqual(all.rule);
  });
});

describe('the report', () => {
  it("ranks rows as the paper does, or the other way round, with both sides' failures last", () => {
    const ranks = { A: 50, G: 40, B: 47, J: 50, O: 45 };
    const warm = Object.entries(ranks).map(([row, bleu]) => exampleStored(row, 'warmup', bleu));
    const [first, second] = exampleReport([
      ...warm,
      exampleStored('A', 'none', undefined),
    ]).rankings;
    expect(first).toMatchObject({ arm: 'warmup', rows: 5, tau: 1 });
    expect(second).toMatchObject({ arm: 'none', rows: 1, tau: undefined });
  });

  it('takes the worst of the target cell for the target, so that all its runs reach it', () => {
    const stored = [1.4, 1.6].map((logPerplexity, i) =>
      exampleStored('A', 'warmup', 50, { seed: i + 1, logPerplexity }),
    );
    const { target, rows } = exampleReport(stored);
    expect(target).toEqual({ row: 'A', arm: 'warmup', logPerplexity: 1.6 });
    expect(rows[0]!.cells.warmup!.stepsToTarget).toMatchObject({ n: 2, mean: 2 });
  });

  it('survives JSON, and is the same for the same results in any order', () => {
    const stored = [...seeds('A', 'warmup', 60), ...seeds('O', 'none', 20)];
    const one = exampleReport(stored);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    expect(exampleReport(stored.toReversed())).toEqual(one);
  });
});

describe('results that cannot share a table', () => {
  const one = exampleStored('A', 'warmup', 50, { seed: 1 });

  it('are refused for two protocols', () => {
    const other = exampleStored('G', 'warmup', 50, { protocol: 'paper' });
    expect(() => exampleReport([one, other])).toThrow(
      /two kinds.*"paper" in table1\/paper\/G-warmup-s1/,
    );
  });

  it('are refused for two kinds of BLEU', () => {
    const other = exampleStored('G', 'warmup', 50);
    const bleu = { ...other.result.test!.bleu, signature: 'tok:intl' };
    const result = { ...other.result, test: { bleu } };
    expect(() => exampleReport([one, { ...other, result }])).toThrow('signature is "tok:intl"');
  });

  it('are refused where seeds of a cell differ in more than the seed', () => {
    const other = exampleStored('A', 'warmup', 50, { seed: 2 });
    const { config } = other.result;
    const training = { ...config.training, rateMultiplier: 3 };
    const result = { ...other.result, config: { ...config, training } };
    expect(() => exampleReport([one, { ...other, result }])).toThrow(
      /A-warmup-s1.*A-warmup-s2.*training\.rateMultiplier/,
    );
  });
});
