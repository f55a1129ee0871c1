import { expect, it } from 'vitest';
import { bleu } from '../bleu.ts';
import { type CorpusStatistics, corpusStatistics } from '../corpus.ts';
import { InputError } from '../input-error.ts';
import type { Score } from '../metric.ts';
import { ter } from '../ter.ts';
import { bootstrapScores, estimateConfidence, scoreWithConfidence } from './bootstrap.ts';
import { createNumpyRandom } from './numpy-random.ts';

const metric = bleu();
const statistics = corpusStatistics(
  metric,
  ['the cat sat on the mat', 'a dog ran in the park today', 'it was not a big surprise to me'],
  [['the cat sat on a mat', 'the dog ran in the park today', 'it was no surprise to me at all']],
);

it('prints the interval that sacreBLEU prints', () => {
  const score = scoreWithConfidence(metric, statistics, { samples: 50 });
  expect(score.format({ width: 4, signature: 'full' })).toBe(
    'BLEU|nrefs:1|bs:50|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = ' +
      '51.8772 (μ = 53.1109 ± 26.4188) 76.2/61.1/46.7/33.3 ' +
      '(BP = 1.000 ratio = 1.000 hyp_len = 21 ref_len = 21)',
  );
});

// Expected values are those of sacreBLEU's estimate_ci.
it('cuts a fortieth of the samples off either end', () => {
  const squares = Float64Array.from({ length: 100 }, (_, i) => (i + 1) ** 2);
  expect(estimateConfidence(squares)).toEqual({ mean: 3383.5, halfWidth: 4797.5 });
  expect(estimateConfidence(Float64Array.of(3, 1, 2))).toEqual({ mean: 2, halfWidth: 1 });
});

// Not multiples of the samples summed at once.
it.each([2, 3, 5, 6])('scores %d samples, each the sum of what was drawn', (samples) => {
  const sum = { ...metric, statisticsLength: 1, value: (sums: ArrayLike<number>) => sums[0]! };
  const rows = Float64Array.of(1, 10, 100, 1000);
  const system: CorpusStatistics = { segmentCount: 4, rows, referenceCount: 1 };
  const random = createNumpyRandom(7);
  const expected = Array.from({ length: samples }, () =>
    Array.from(rows, () => rows[random.integer(4)]!).reduce((a, b) => a + b),
  );
  const [scores] = bootstrapScores(sum, [system], samples, 7);
  expect([...scores!]).toEqual(expected);
});

// Whole numbers are summed several at once: small ones, ones that fill all bits, and none. Zeros need
// no bits, and leave the numbers beside them as they are.
it.each([
  [
    [0, 0, 0, 0],
    [0.5, 1.25, 3, 4],
    [1, 2, 3, 0],
  ],
  [
    [-0.5, -1.25, -3, -4],
    [0, 0, 0, 0],
  ],
  [
    [1, 2, 3, 0],
    [0, 0, 0, 0],
    [5, 1, 1, 7],
    [9, 9, 9, 9],
  ],
  [
    [2 ** 50, 1, 2 ** 49, 3],
    [1, 2, 3, 4],
    [2 ** 20, 5, 6, 2 ** 25],
    [7, 8, 2 ** 26, 9],
  ],
  [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [1, 2, 3, 4],
  ],
  [
    [0.5, 1.25, 3, 4],
    [-1, 2, -3, 4],
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ],
])('sums columns such as %j exactly', (...columns) => {
  const random = createNumpyRandom(7);
  const draws = Array.from({ length: 6 }, () => columns[0]!.map(() => random.integer(4)));
  const rows = Float64Array.from([0, 1, 2, 3].flatMap((i) => columns.map((column) => column[i]!)));
  const system: CorpusStatistics = { segmentCount: 4, rows, referenceCount: 1 };
  for (const [i, column] of columns.entries()) {
    const value = (sums: ArrayLike<number>) => sums[i]!;
    const one = { ...metric, statisticsLength: columns.length, value };
    const [scores] = bootstrapScores(one, [system], 6, 7);
    expect([...scores!]).toEqual(
      draws.map((drawn) => drawn.map((at) => column[at]!).reduce((a, b) => a + b)),
    );
  }
});

it.each([
  ['BLEU of empty translations', bleu(), ['', '']],
  ['TER without an edit', ter(), ['a b', 'c']],
])('gives the interval of %s, whose first statistic is 0', (_what, of, translations) => {
  const { score, confidence } = scoreWithConfidence<Score>(
    of,
    corpusStatistics(of, translations, [['a b', 'c']]),
  );
  expect({ score, confidence }).toEqual({ score: 0, confidence: { mean: 0, halfWidth: 0 } });
});

it('draws the same samples for every system', () => {
  const [first, second] = bootstrapScores(metric, [statistics, statistics], 10, 1);
  expect(first).toEqual(second);
});

it.each([{ samples: 1 }, { samples: 2.5 }, { seed: -1 }, { seed: 2 ** 53 }])(
  'refuses %j',
  (options) => {
    expect(() => scoreWithConfidence(metric, statistics, options)).toThrow(InputError);
  },
);
