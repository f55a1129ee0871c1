import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../experiment/definition.ts';
import { exampleStored } from './example-stored.ts';
import { reportExperiment, selectCells } from './experiment-report.ts';
import type { StoredResult } from './stored-results.ts';

const EXPERIMENT = loadExperiment('experiments/table1.yaml');

const report = (stored: readonly StoredResult[]) => reportExperiment(EXPERIMENT, 'demo', stored);

/** Three seeds of `row` in `arm` that spread by `spread` about `bleu`. */
const seeds = (row: string, arm: string, bleu: number, spread = 0.2) =>
  [-1, 0, 1].map((side) => exampleStored(row, arm, bleu + spread * side, { seed: 2 + side }));

function claimOf(stored: readonly StoredResult[], start: string) {
  return report(stored).claims.find(({ claim }) => claim.startsWith(start))!;
}

const NEEDS_WARM_UP = 'Without momentum, slow decay (A) needs';
const NO_WARM_UP = 'Adafactor (O) does not need';

describe('a claim', () => {
  it('is decided by one seed where other cells say how seeds spread, and it is larger', () => {
    const others = [...seeds('B', 'warmup', 60), ...seeds('O', 'warmup', 60)];
    const clear = [exampleStored('A', 'warmup', 60), exampleStored('A', 'none', 20)];
    expect(claimOf([...clear, ...others], NEEDS_WARM_UP).verdict).toBe('reproduced');
    const wild = [...seeds('B', 'warmup', 60, 9), ...seeds('O', 'warmup', 60, 9)];
    expect(claimOf([...clear, ...wild], NEEDS_WARM_UP).verdict).toBe('undecided');
  });

  it('counts a run that diverged as 0', () => {
    const stored = [
      ...seeds('A', 'warmup', 60),
      exampleStored('A', 'none', undefined, { seed: 1 }),
      exampleStored('A', 'none', undefined, { seed: 2 }),
    ];
    const claim = claimOf(stored, NEEDS_WARM_UP);
    expect(claim.ours).toBeCloseTo(60, 9);
    expect(claim.verdict).toBe('reproduced');
  });

  it('that nothing is lost is reproduced by a small loss, and denied by a large one', () => {
    const warm = seeds('O', 'warmup', 60, 0.02);
    expect(claimOf([...warm, ...seeds('O', 'none', 60, 0.02)], NO_WARM_UP).verdict).toBe(
      'reproduced',
    );
    expect(claimOf([...warm, ...seeds('O', 'none', 20, 0.02)], NO_WARM_UP).verdict).toBe(
      'not reproduced',
    );
  });

  it('is judged with all its seeds and all claims, whatever is shown', () => {
    const all = report([...seeds('A', 'warmup', 60), ...seeds('A', 'none', 20)]);
    const shown = selectCells(all, { rows: ['A', 'G'], arms: ['none'] });
    expect(shown.rows.map(({ row }) => row)).toEqual(['A', 'G']);
    expect(shown.claims.map(({ claim }) => claim)).toEqual([
      'Without warm-up, fast decay (G) beats slow decay (A)',
    ]);
    expect(shown.rule).toEqual(all.rule);
  });
});

describe('the spread over seeds', () => {
  it('is pooled over cells, without those that fail with every seed', () => {
    const stored = [...seeds('A', 'warmup', 60, 1), ...seeds('B', 'warmup', 50, 3)];
    const failed = [...seeds('A', 'none', 29, 0.01), exampleStored('G', 'none', 50)];
    const { seedSpread } = report([...stored, ...failed]).rule;
    expect(seedSpread!.standardDeviation).toBeCloseTo(Math.sqrt((1 + 9) / 2), 9);
    expect(seedSpread).toMatchObject({ degreesOfFreedom: 4, groups: 2 });
  });

  it('counts a cell that fails with some seeds only', () => {
    const unstable = [50, 0.1, 0.2].map((bleu, i) =>
      exampleStored('A', 'none', bleu, { seed: i + 1 }),
    );
    const { seedSpread } = report([...unstable, ...seeds('B', 'warmup', 60, 1)]).rule;
    expect(seedSpread).toMatchObject({ degreesOfFreedom: 4, groups: 2 });
    expect(seedSpread!.standardDeviation).toBeGreaterThan(20);
  });

  it('counts a run that diverged among others that did not', () => {
    const stored = [
      exampleStored('A', 'none', 20, { seed: 1 }),
      exampleStored('A', 'none', undefined, { seed: 2 }),
    ];
    expect(report(stored).rule.seedSpread!.standardDeviation).toBeCloseTo(Math.sqrt(200), 9);
  });
});

describe('the report', () => {
  it("ranks rows as the paper does, or the other way round, with both sides' failures last", () => {
    const ranks = { A: 50, G: 40, B: 47, J: 50, O: 45 };
    const warm = Object.entries(ranks).map(([row, bleu]) => exampleStored(row, 'warmup', bleu));
    const [first, second] = report([...warm, exampleStored('A', 'none', undefined)]).rankings;
    expect(first).toMatchObject({ arm: 'warmup', rows: 5, tau: 1 });
    expect(second).toMatchObject({ arm: 'none', rows: 1, tau: undefined });
  });

  it('takes the worst of the target cell for the target, so that all its runs reach it', () => {
    const stored = [1.4, 1.6].map((logPerplexity, i) =>
      exampleStored('A', 'warmup', 50, { seed: i + 1, logPerplexity }),
    );
    const { target, rows } = report(stored);
    expect(target).toEqual({ row: 'A', arm: 'warmup', logPerplexity: 1.6 });
    expect(rows[0]!.cells.warmup!.stepsToTarget).toMatchObject({ n: 2, mean: 2 });
  });

  it('survives JSON, and is the same for the same results in any order', () => {
    const stored = [...seeds('A', 'warmup', 60), ...seeds('O', 'none', 20)];
    const one = report(stored);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    expect(report(stored.toReversed())).toEqual(one);
  });
});

describe('results that cannot share a table', () => {
  const one = exampleStored('A', 'warmup', 50, { seed: 1 });

  it('are refused for two protocols', () => {
    const other = exampleStored('G', 'warmup', 50, { protocol: 'paper' });
    expect(() => report([one, other])).toThrow(/two kinds.*"paper" in table1\/paper\/G-warmup-s1/);
  });

  it('are refused for two test sets', () => {
    const other = exampleStored('G', 'warmup', 50);
    const { provenance } = other.result;
    const checksums = { ...provenance.data.checksums, test: 'f'.repeat(64) };
    const result = {
      ...other.result,
      provenance: { ...provenance, data: { ...provenance.data, checksums } },
    };
    expect(() => report([one, { ...other, result }])).toThrow('testChecksum');
  });

  it('are refused for two kinds of BLEU', () => {
    const other = exampleStored('G', 'warmup', 50);
    const bleu = { ...other.result.test!.bleu, signature: 'tok:intl' };
    const result = { ...other.result, test: { bleu } };
    expect(() => report([one, { ...other, result }])).toThrow('signature is "tok:intl"');
  });

  it('are refused where seeds of a cell differ in more than the seed', () => {
    const other = exampleStored('A', 'warmup', 50, { seed: 2 });
    const { config } = other.result;
    const training = { ...config.training, rateMultiplier: 3 };
    const result = { ...other.result, config: { ...config, training } };
    expect(() => report([one, { ...other, result }])).toThrow(
      /A-warmup-s1.*A-warmup-s2.*training\.rateMultiplier/,
    );
  });
});
