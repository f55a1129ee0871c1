import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../experiment/definition.ts';
import { type ClaimKind, comparisonOf } from '../../experiment/schema.ts';
import { alignedTable } from '../aligned-table.ts';
import { intervalText, signed } from '../tables/text.ts';
import { paperScore } from './cells.ts';
import {
  differenceInterval,
  estimateDifferences,
  type PairedDifferences,
} from './paired-differences.ts';
import {
  ALPHA,
  intervalLevel,
  judge,
  LOG_PERPLEXITY_MARGIN,
  MARGIN_PART,
  ROUNDS,
  seedOrder,
  seedsOfRounds,
} from './verdict.ts';

describe('judge', () => {
  it.each([
    ['higher', 5, 2, 8, 'reproduced'],
    ['higher', 5, -0.1, 10, 'open'],
    // Sure to be there, too small to count.
    ['higher', 0.6, 0.1, 0.9, 'not reproduced'],
    ['higher', 0.9, 0.5, 1.3, 'open'],
    ['higher', 0, -0.5, 0.5, 'not reproduced'],
    ['higher', 0, -3, 3, 'open'],
    ['higher', -5, -8, -2, 'not reproduced'],
    ['notLower', 0, -0.5, 0.5, 'reproduced'],
    ['notLower', 5, 2, 8, 'reproduced'],
    ['notLower', 0, -3, 3, 'open'],
    ['notLower', -0.9, -1.3, -0.5, 'open'],
    ['notLower', -5, -8, -2, 'not reproduced'],
    ['equal', 0, -0.5, 0.5, 'reproduced'],
    ['equal', 0.9, 0.5, 1.3, 'open'],
    ['equal', 0, -3, 3, 'open'],
    ['equal', 5, 2, 8, 'not reproduced'],
    ['equal', -5, -8, -2, 'not reproduced'],
  ] as const)('%s, %f in (%f, %f): %s', (kind, difference, low, high, verdict) => {
    expect(judge(kind, difference, { low, high }, 1)).toBe(verdict);
  });

  it('says "higher" of two cells where it denies "not lower" of them turned round', () => {
    const opposite = { reproduced: 'not reproduced', 'not reproduced': 'reproduced' } as const;
    for (let difference = -4; difference <= 4; difference += 0.25) {
      for (const width of [0.1, 0.5, 0.9, 1.5, 3]) {
        const [low, high] = [difference - width, difference + width];
        const higher = judge('higher', difference, { low, high }, 1);
        const turned = judge('notLower', -difference, { low: -high, high: -low }, 1);
        expect(turned).toBe(opposite[higher as keyof typeof opposite] ?? 'open');
      }
    }
  });
});

describe('differenceInterval', () => {
  const estimate = { mean: 5, seeds: 3, seedDeviation: 1, degreesOfFreedom: 12, sentences: 0.5 };
  const width = (other: Partial<typeof estimate>, level = 0.05) => {
    const { low, high } = differenceInterval({ ...estimate, ...other }, level);
    expect((low + high) / 2).toBeCloseTo(5, 9);
    return high - low;
  };

  it('narrows with seeds and what is known of their spread, and widens with sentences and claims', () => {
    expect(width({ seeds: 5 })).toBeLessThan(width({}));
    expect(width({ degreesOfFreedom: 40 })).toBeLessThan(width({}));
    expect(width({ sentences: 1 })).toBeGreaterThan(width({}));
    expect(width({}, intervalLevel(17))).toBeGreaterThan(width({}, intervalLevel(2)));
  });

  it('splits the level over claims, scores and rounds', () => {
    expect(intervalLevel(17) * 17 * 2 * ROUNDS.length).toBeCloseTo(ALPHA, 12);
  });
});

it('takes seeds by number, and goes on from the highest until all rounds are done', () => {
  expect(seedOrder([13, 11, 13, 12])).toEqual([11, 12, 13]);
  expect(seedsOfRounds([12, 11])).toEqual([11, 12, 13, 14, 15, 16, 17]);
  expect(seedsOfRounds([1, 2, 3, 4, 5, 6, 7, 9])).toEqual([1, 2, 3, 4, 5, 6, 7, 9]);
});

const rule = readFileSync('experiments/VERDICTS.md', 'utf8');

describe('the rule as it is written down', () => {
  it('has the constants of the code', () => {
    const text = rule.replaceAll(/\s+/g, ' ');
    expect(text).toContain(`α = ${ALPHA}`);
    expect(text).toContain(`**${100 * MARGIN_PART}% of the best cell's BLEU**`);
    expect(text).toContain(`**${LOG_PERPLEXITY_MARGIN} nats a token**`);
    expect(text).toContain(`with ${ROUNDS.slice(0, -1).join(', ')} and ${ROUNDS.at(-1)} seeds`);
  });

  const files = readdirSync('experiments').filter((name) => name.endsWith('.yaml'));

  it.each(files)('lets the paper agree with what the claims of %s say of it', (file) => {
    const { rows, claims } = loadExperiment(join('experiments', file));
    const scores = Object.values(rows).flatMap(({ paper }) =>
      Object.values(paper ?? {}).map((cell) => paperScore(cell)!),
    );
    const margin = MARGIN_PART * Math.max(...scores);
    for (const claim of claims.filter(({ question }) => question === undefined)) {
      const { kind, first, second } = comparisonOf(claim);
      const score = ({ row, arm }: typeof first) => paperScore(rows[row]!.paper![arm])!;
      const difference = score(first) - score(second);
      const agrees = {
        higher: difference > 0,
        notLower: difference > -margin,
        equal: Math.abs(difference) < margin,
      };
      expect(agrees[kind], claim.claim).toBe(true);
    }
  });

  it('has an example whose numbers are what the rule gives', () => {
    const table = alignedTable(
      ['claim', 'differences', 'mean', 's', 's̃', 'd.f.', 'interval', 'verdict'],
      EXAMPLE.map(({ claim, kind, differences }, i) => {
        const estimate = EXAMPLE_ESTIMATES[i]!;
        const interval = differenceInterval(estimate, intervalLevel(EXAMPLE.length));
        const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
        const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
        return [
          claim,
          differences.map((each) => signed(each, 2)).join(', '),
          signed(mean, 2),
          Math.sqrt(squares / (differences.length - 1)).toFixed(2),
          estimate.seedDeviation.toFixed(2),
          estimate.degreesOfFreedom.toFixed(1),
          intervalText(interval, 1),
          judge(kind, mean, interval, MARGIN_PART * EXAMPLE_BEST),
        ];
      }),
      'llrrrrrl',
    );
    expect(rule).toContain(table);
  });
});

/** BLEU of the best cell of the example. */
const EXAMPLE_BEST = 20;

/** Three seeds of made-up claims, in BLEU. */
const EXAMPLE: readonly (PairedDifferences & {
  readonly claim: string;
  readonly kind: ClaimKind;
})[] = [
  {
    claim: 'A needs warm-up',
    kind: 'higher' as const,
    first: 'A warmup',
    second: 'A none',
    differences: [12.9, 12.8, 13.3],
  },
  {
    claim: 'B rescues A',
    kind: 'higher' as const,
    first: 'B none',
    second: 'A none',
    differences: [5.2, 0.2, 2.8],
  },
  {
    claim: 'O does not need warm-up',
    kind: 'notLower' as const,
    first: 'O none',
    second: 'O warmup',
    differences: [0.9, 1.1, 0.8],
  },
  {
    claim: 'H is as good as A',
    kind: 'equal' as const,
    first: 'H warmup',
    second: 'A warmup',
    differences: [0.6, 0.2, 0.9],
  },
].map((claim) => ({ ...claim, sentences: 0.2 }));

const EXAMPLE_ESTIMATES = estimateDifferences(EXAMPLE);
