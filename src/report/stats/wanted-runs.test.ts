import { describe, expect, it } from 'vitest';
import { exampleReport, exampleStored } from '../../../test/support/example-stored.ts';
import { wantedRuns } from './wanted-runs.ts';

const cell = (row: string, arm: string, bleus: readonly number[]) =>
  bleus.map((bleu, i) => exampleStored(row, arm, bleu, { seed: 11 + i }));

const asked = () => [11, 12, 13];

const names = (wanted: ReturnType<typeof wantedRuns>) =>
  wanted?.runs.map(({ row, arm, seed }) => `${row}-${arm}-${seed}`);

/** All of the claims' cells clear, but for O, whose two arms are hardly apart. */
const table = (o: readonly number[]) => [
  ...cell('A', 'warmup', [60, 60.1, 60.3]),
  ...cell('G', 'warmup', [30, 30.2, 30.1]),
  ...cell('A', 'none', [10, 10.2, 10.1]),
  ...cell('G', 'none', [40, 40.1, 40.3]),
  ...cell('B', 'none', [50, 50.3, 50.2]),
  ...cell('J', 'none', [55, 55.1, 55.3]),
  ...cell(
    'O',
    'warmup',
    o.map(() => 50),
  ),
  ...cell('O', 'none', o),
];

describe('wantedRuns', () => {
  it('are three seeds of every cell of a claim at first, and none that are there', () => {
    const runs = names(wantedRuns(exampleReport(cell('A', 'warmup', [60])), asked))!;
    expect(runs).toContain('A-warmup-12');
    expect(runs).toContain('O-none-13');
    expect(runs).not.toContain('A-warmup-11');
    // 8 cells are in claims; the other two are nobody's business.
    expect(runs).toHaveLength(8 * 3 - 1);
  });

  it('are two more of the cells of open claims, and seven seeds at most', () => {
    const open = [47, 53, 50, 44, 56, 50, 45];
    const second = wantedRuns(exampleReport(table(open.slice(0, 3))), asked)!;
    expect(second).toMatchObject({ round: 2, claims: 1 });
    expect(names(second)!.toSorted()).toEqual([
      'O-none-14',
      'O-none-15',
      'O-warmup-14',
      'O-warmup-15',
    ]);
    const third = wantedRuns(exampleReport(table(open.slice(0, 5))), asked)!;
    expect(third.round).toBe(3);
    expect(wantedRuns(exampleReport(table(open)), asked)).toBeUndefined();
  });

  it('are none where every claim is decided', () => {
    expect(wantedRuns(exampleReport(table([50.1, 50, 50.2])), asked)).toBeUndefined();
  });

  it('are the third seeds of a claim that two decided', () => {
    const third = ({ seed, row, arm }: { seed: number; row: string; arm: string }) =>
      seed === 13 && `${row} ${arm}` === 'G none';
    const runs = table([50.1, 50, 50.2]).filter(
      ({ result: { cell, config } }) => !third({ ...cell!, seed: config.training.seed }),
    );
    const report = exampleReport(runs);
    expect(report.claims.some(({ verdict, seeds }) => verdict !== 'open' && seeds === 2)).toBe(
      true,
    );
    expect(names(wantedRuns(report, asked))).toEqual(['G-none-13']);
    const fewer = ({ row, arm }: { row: string; arm: string }) =>
      `${row} ${arm}` === 'G none' ? [11, 12] : [11, 12, 13];
    expect(wantedRuns(report, fewer)).toBeUndefined();
  });

  it('are those of whole claims, as many as the budget has room for', () => {
    const none = exampleReport([]);
    expect(names(wantedRuns(none, () => [11], 7))).toHaveLength(6);
    expect(names(wantedRuns(none, () => [11], 5))).toEqual([]);
  });
});
