import { describe, expect, it } from 'vitest';
import { readVectors, type VectorCorpus } from '../../test/vectors.ts';
import { bleu } from '../bleu.ts';
import { chrf } from '../chrf.ts';
import { corpusStatistics } from '../corpus.ts';
import type { Metric } from '../metric.ts';
import { ter } from '../ter.ts';
import { scoreWithConfidence } from './bootstrap.ts';
import { pairedBootstrap, pairedRandomization } from './paired-tests.ts';

type TestVector = readonly [
  score: number,
  pValue: number | null,
  mean: number | null,
  halfWidth: number | null,
];

interface SignificanceVectors {
  readonly leftOut: readonly number[];
  /** From which segment on the system `nearly` differs from the baseline. */
  readonly nearly: number;
  readonly tests: readonly {
    readonly type: 'bs' | 'ar';
    readonly samples: number;
    readonly signatures: Readonly<Record<string, string>>;
    readonly results: Readonly<Record<string, Readonly<Record<string, TestVector>>>>;
  }[];
  readonly confidence: Readonly<Record<string, string>>;
}

const METRICS: Readonly<Record<string, Metric>> = { BLEU: bleu(), chrF2: chrf(), TER: ter() };

/**
 * sacreBLEU scores bootstrap samples in single precision under NumPy 2, so that its means and
 * intervals are off by about the seventh digit.
 */
const SINGLE_PRECISION = 1e-4;

describe('significance equals sacreBLEU with the same seed', () => {
  const corpus = readVectors<VectorCorpus>('corpus');
  const { leftOut, nearly, tests, confidence } = readVectors<SignificanceVectors>('significance');
  const scored = <T>(lines: readonly T[]) => lines.filter((_, i) => !leftOut.includes(i));
  const references = corpus.references.map(scored);
  const [baseline, second, ...others] = Object.values(corpus.systems);
  const mixed = [...baseline!.slice(0, nearly), ...second!.slice(nearly)];
  const systems = [baseline!, mixed, second!, ...others].map(scored);

  describe.each(Object.entries(METRICS))('%s', (name, metric) => {
    // See significance_vectors in make_vectors.py for why.
    const streams = name === 'TER' ? references.slice(0, 2) : references;
    const statistics = systems.map((lines) => corpusStatistics(metric, lines, streams));

    it.each(tests)('$type with $samples samples', ({ type, samples, signatures, results }) => {
      const test = type === 'bs' ? pairedBootstrap : pairedRandomization;
      const actual = test(metric, statistics, { samples });
      for (const [i, [system, expected]] of Object.entries(results[name]!).entries()) {
        const { score, pValue } = actual[i]!;
        const [expectedScore, expectedPValue, mean, halfWidth] = expected;
        expect(score.signature, system).toBe(signatures[name]);
        expect(score.score, system).closeTo(expectedScore, 1e-9);
        if (expectedPValue === null) expect(pValue).toBeUndefined();
        else expect(pValue, system).closeTo(expectedPValue, 1e-12);
        if (mean === null || halfWidth === null) {
          expect(score.confidence).toBeUndefined();
        } else {
          expect(score.confidence!.mean, system).closeTo(mean, SINGLE_PRECISION);
          expect(score.confidence!.halfWidth, system).closeTo(halfWidth, SINGLE_PRECISION);
        }
      }
    });

    it('the confidence interval of one system', () => {
      const score = scoreWithConfidence(metric, statistics[0]!);
      const key = name === 'chrF2' ? 'CHRF' : name;
      expect(score.format({ signature: 'full' })).toBe(confidence[key]);
    });
  });
});

describe('a paired test', () => {
  const metric = bleu();
  const collect = (lines: readonly string[]) =>
    corpusStatistics(metric, lines, [lines.map(() => 'the cat sat on the mat')]);
  const good = collect(['the cat sat on the mat', 'the cat sat on a mat', 'a cat sat on the mat']);
  const bad = collect(['the mat sat on the cat', 'a dog', 'the cat sat on the mat or not']);

  it('gives a system against itself the lowest p-value, as sacreBLEU does', () => {
    expect(pairedBootstrap(metric, [good, good], { samples: 99 })[1]!.pValue).toBe(1 / 100);
    expect(pairedRandomization(metric, [good, good], { samples: 99 })[1]!.pValue).toBe(1 / 100);
  });

  it('depends on nothing but the seed', () => {
    const run = (seed: number) => pairedBootstrap(metric, [good, bad], { samples: 50, seed });
    expect(run(7)[1]!.score.confidence).toEqual(run(7)[1]!.score.confidence);
    expect(run(7)[1]!.score.confidence).not.toEqual(run(8)[1]!.score.confidence);
  });

  it.each([
    ['one system', () => pairedBootstrap(metric, [good]), /There are 1 systems/],
    [
      'systems of different size',
      () => pairedRandomization(metric, [good, collect(['a'])]),
      /System 2 has 1 segments, the baseline 3/,
    ],
    ['one sample', () => pairedBootstrap(metric, [good, bad], { samples: 1 }), /samples is 1/],
    ['a broken seed', () => pairedRandomization(metric, [good, bad], { seed: 0.5 }), /seed is 0.5/],
  ])('refuses %s', (_, test, message) => {
    expect(test).toThrow(message);
  });
});
