import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitVariancePrior } from './moderated-variance.ts';
import { type DifferenceEstimate, differenceInterval } from './paired-differences.ts';
import { digamma, trigamma, trigammaInverse } from './polygamma.ts';
import { kendallTau, kendallTauInterval } from './ranking.ts';
import { resampledScores, sentenceDeviation } from './sentence-bootstrap.ts';

/* The statistics of reports beside those of SciPy, NumPy and sacreBLEU: see make_vectors.py. */

type Numbers = readonly number[];

type Vectors = {
  readonly taus: readonly { x: Numbers; y: Numbers; tau: number | null }[];
  readonly tauIntervals: readonly { x: Numbers; y: Numbers; low: number; high: number }[];
  readonly polygammas: readonly { x: number; digamma: number; trigamma: number }[];
  readonly priors: readonly {
    variances: Numbers;
    freedoms: Numbers;
    caution: number;
    variance: number;
    degreesOfFreedom: number | null;
  }[];
  readonly intervals: readonly {
    estimate: DifferenceEstimate;
    level: number;
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

describe('polygamma functions', () => {
  it.each(VECTORS.polygammas)('of $x', (vector) => {
    expect(digamma(vector.x) / vector.digamma).toBeCloseTo(1, 12);
    expect(trigamma(vector.x) / vector.trigamma).toBeCloseTo(1, 12);
    expect(trigammaInverse(vector.trigamma) / vector.x).toBeCloseTo(1, 10);
  });
});

describe('fitVariancePrior', () => {
  it.each(VECTORS.priors)('of variances with $freedoms', (vector) => {
    const { variances, freedoms, caution } = vector;
    const estimates = variances.map((variance, i) => ({
      variance,
      degreesOfFreedom: freedoms[i]!,
    }));
    const prior = fitVariancePrior(estimates, caution);
    expect(prior.variance / vector.variance).toBeCloseTo(1, 9);
    const freedom = vector.degreesOfFreedom;
    if (freedom === null) expect(prior.degreesOfFreedom).toBe(Number.POSITIVE_INFINITY);
    else expect(prior.degreesOfFreedom / freedom).toBeCloseTo(1, 9);
  });
});

it.each(VECTORS.intervals)('the interval at level $level of $estimate', (vector) => {
  const interval = differenceInterval(vector.estimate, vector.level);
  const tolerance = 1e-6 * (vector.high - vector.low);
  expect(Math.abs(interval.low - vector.low)).toBeLessThan(tolerance);
  expect(Math.abs(interval.high - vector.high)).toBeLessThan(tolerance);
});

describe('sentenceDeviation', () => {
  const { first, second, deviation, besideDiverged } = VECTORS.sentences;
  const statistics = (rows: readonly Numbers[]) => ({
    segmentCount: rows.length,
    rows: Float64Array.from(rows.flat()),
    referenceCount: 1,
  });

  it('has the deviation of the same samples in sacreBLEU', () => {
    const [a, b, c, d] = resampledScores([...first, ...second].map(statistics));
    const pairs = [[a!, c!] as const, [b!, d!] as const];
    expect(sentenceDeviation(pairs)).toBeCloseTo(deviation, 9);
  });

  it('takes a run that diverged for 0 in every sample', () => {
    const [diverged, a, b] = resampledScores(['diverged', ...first.map(statistics)]);
    const pairs = [[a!, diverged!] as const, [b!, diverged!] as const];
    expect(sentenceDeviation(pairs)).toBeCloseTo(besideDiverged, 9);
  });
});
