import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../experiment/definition.ts';
import { comparisonOf } from '../experiment/schema.ts';
import { paperScore } from './cells.ts';
import { ALPHA, differenceInterval, judge, MARGIN_PART } from './verdict.ts';

describe('judge', () => {
  it.each([
    ['higher', 5, 2, 8, 'reproduced'],
    ['higher', 5, -0.1, 10, 'undecided'],
    // Sure to be there, too small to count.
    ['higher', 0.6, 0.1, 0.9, 'not reproduced'],
    ['higher', 0.9, 0.5, 1.3, 'undecided'],
    ['higher', 0, -0.5, 0.5, 'not reproduced'],
    ['higher', 0, -3, 3, 'undecided'],
    ['higher', -5, -8, -2, 'not reproduced'],
    ['notLower', 0, -0.5, 0.5, 'reproduced'],
    ['notLower', 5, 2, 8, 'reproduced'],
    ['notLower', 0, -3, 3, 'undecided'],
    ['notLower', -0.9, -1.3, -0.5, 'undecided'],
    ['notLower', -5, -8, -2, 'not reproduced'],
    ['equal', 0, -0.5, 0.5, 'reproduced'],
    ['equal', 0.9, 0.5, 1.3, 'undecided'],
    ['equal', 0, -3, 3, 'undecided'],
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
        expect(turned).toBe(opposite[higher as keyof typeof opposite] ?? 'undecided');
      }
    }
  });
});

describe('differenceInterval', () => {
  const cell = (mean: number, n = 1) =>
    ({ n, mean, standardDeviation: undefined, least: mean, most: mean }) as const;
  const seeds = { standardDeviation: 1, degreesOfFreedom: 16, groups: 8 };

  it('is not known without a spread over seeds, however clear the sentences are', () => {
    const clear = { first: cell(25), second: cell(0), sentences: 0.1 };
    expect(differenceInterval({ ...clear, seeds: undefined }, 1)).toBeUndefined();
  });

  it('is not known without translations, however many seeds there are', () => {
    const measured = { first: cell(25, 9), second: cell(0, 9), seeds, sentences: undefined };
    expect(differenceInterval(measured, 1)).toBeUndefined();
  });

  it('is as wide as the document says that one seed makes it', () => {
    const { low, high } = differenceInterval(
      { first: cell(20), second: cell(20), seeds, sentences: 0 },
      17,
    )!;
    expect(((high - low) / 2).toFixed(1)).toBe('5.0');
    expect(rule).toContain('and 17 claims, from 5.0 BLEU on');
  });

  it('narrows with seeds, and widens with claims and sentences', () => {
    const width = (n: number, sentences: number, claims: number) => {
      const measured = { first: cell(20, n), second: cell(20, n), seeds, sentences };
      const { low, high } = differenceInterval(measured, claims)!;
      return high - low;
    };
    expect(width(3, 0, 1)).toBeCloseTo(width(1, 0, 1) / Math.sqrt(3), 9);
    expect(width(1, 1, 1)).toBeGreaterThan(width(1, 0, 1));
    expect(width(1, 0, 2)).toBeGreaterThan(width(1, 0, 1));
  });
});

const rule = readFileSync('experiments/VERDICTS.md', 'utf8');

describe('the rule as it is written down', () => {
  it('has the constants of the code', () => {
    expect(rule).toContain(`α = ${ALPHA}`);
    expect(rule).toContain(`**${100 * MARGIN_PART}% of the best cell's score**`);
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
});
