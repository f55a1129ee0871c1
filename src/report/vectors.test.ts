import { readFileSync } from 'node:fs';
import { bleu, pairedBootstrap } from 'sacrebleu-ts';
import { describe, expect, it } from 'vitest';
import { kendallTau, kendallTauInterval } from './kendall-tau.ts';
import { resampledScores, sentenceEvidence } from './sentence-bootstrap.ts';
import { pooledSpread, type Spread, spreadOf } from './spread.ts';
import { differenceInterval } from './verdict.ts';

/* The statistics of reports beside those of SciPy, NumPy and sacreBLEU: see make_vectors.py. */

type Numbers = readonly number[];

type Vectors = {
  readonly taus: readonly { x: Numbers; y: Numbers; tau: number | null }[];
  readonly tauIntervals: readonly { x: Numbers; y: Numbers; low: number; high: number }[];
  readonly spreads: readonly {
    groups: readonly Numbers[];
    means: Numbers;
    deviations: readonly (number | null)[];
    pooled: number;
    degreesOfFreedom: number;
  }[];
  readonly intervals: readonly {
    n: number;
    other: number;
    deviation: number;
    degreesOfFreedom: number;
    sentences: number;
    claims: number;
    difference: number;
    low: number;
    high: number;
  }[];
  readonly sentences: {
    first: readonly (readonly Numbers[])[];
    second: readonly (readonly Numbers[])[];
    deviation: number;
    besideDiverged: number;
  };
};

const VECTORS: Vectors = JSON.parse(
  readFileSync(new URL('vectors/statistics.vectors.json', import.meta.url), 'utf8'),
);

describe('kendallTau', () => {
  it.each(VECTORS.taus)('of $x and $y is $tau', ({ x, y, tau }) => {
    if (tau === null) expect(kendallTau(x, y)).toBeUndefined();
    else expect(kendallTau(x, y)).toBeCloseTo(tau, 12);
  });

  it.each(VECTORS.tauIntervals)('has the interval $low to $high', ({ x, y, low, high }) => {
    const interval = kendallTauInterval(x, y)!;
    // Other samples: the ends move by about a hundredth.
    expect(Math.abs(interval.low - low)).toBeLessThan(0.03);
    expect(Math.abs(interval.high - high)).toBeLessThan(0.03);
  });
});

describe('spreads', () => {
  it.each(VECTORS.spreads)('over groups', (vector) => {
    const spreads = vector.groups.map((group) => spreadOf(group)!);
    for (const [i, { mean, standardDeviation }] of spreads.entries()) {
      expect(mean).toBeCloseTo(vector.means[i]!, 12);
      const expected = vector.deviations[i]!;
      if (expected === null) expect(standardDeviation).toBeUndefined();
      else expect(standardDeviation).toBeCloseTo(expected, 12);
    }
    const pooled = pooledSpread(vector.groups)!;
    expect(pooled.standardDeviation).toBeCloseTo(vector.pooled, 12);
    expect(pooled.degreesOfFreedom).toBe(vector.degreesOfFreedom);
  });
});

const spreadAt = (mean: number, n: number): Spread => ({
  n,
  mean,
  standardDeviation: undefined,
  least: mean,
  most: mean,
});

it.each(VECTORS.intervals)('the interval of $n and $other seeds, $claims claims', (vector) => {
  const { deviation: standardDeviation, degreesOfFreedom, sentences } = vector;
  const interval = differenceInterval(
    {
      first: spreadAt(20 + vector.difference, vector.n),
      second: spreadAt(20, vector.other),
      seeds: { standardDeviation, degreesOfFreedom, groups: 1 },
      sentences,
    },
    vector.claims,
  )!;
  const tolerance = 1e-7 * (vector.high - vector.low);
  expect(Math.abs(interval.low - vector.low)).toBeLessThan(tolerance);
  expect(Math.abs(interval.high - vector.high)).toBeLessThan(tolerance);
});

describe('sentenceEvidence', () => {
  const { first, second, deviation, besideDiverged } = VECTORS.sentences;
  const statistics = (rows: readonly Numbers[]) => ({
    segmentCount: rows.length,
    rows: Float64Array.from(rows.flat()),
    referenceCount: 1,
  });

  it('has the deviation of the same samples in sacreBLEU', () => {
    const runs = resampledScores([...first, ...second].map(statistics));
    const [one, other] = [runs.slice(0, first.length), runs.slice(first.length)];
    expect(sentenceEvidence(one, other, 0).standardDeviation).toBeCloseTo(deviation, 9);
  });

  it("has the paired bootstrap's p-value of two runs", () => {
    const systems = [second[0]!, first[0]!].map(statistics);
    const [one, other] = resampledScores(systems);
    const [baseline, system] = pairedBootstrap(bleu(), systems);
    const difference = system!.score.score - baseline!.score.score;
    // Of a smaller difference too, whose value is not at the end of the scale.
    const { pValue } = sentenceEvidence([other!], [one!], difference / 8);
    expect(sentenceEvidence([other!], [one!], difference).pValue).toBe(system!.pValue);
    expect(pValue).toBeGreaterThan(0.01);
    expect(pValue).toBeLessThan(0.99);
  });

  it('takes a run that diverged for 0 in every sample', () => {
    const [diverged, ...runs] = resampledScores(['diverged', ...first.map(statistics)]);
    const { standardDeviation } = sentenceEvidence(runs, [diverged!], 50);
    expect(standardDeviation).toBeCloseTo(besideDiverged, 9);
  });

  it('finds no difference between runs that all diverged', () => {
    const [one, other] = resampledScores(['diverged', 'diverged']);
    expect(sentenceEvidence([one!], [other!], 0)).toEqual({ standardDeviation: 0, pValue: 1 });
  });
});
