import { expect, it } from 'vitest';
import { inventedTable2 } from '../../test/support/invented-results.ts';
import type { ExperimentReport } from '../report/experiment-report.ts';
import { aboutRows } from './row-walk.ts';

const { report: made } = inventedTable2().table2;
const report: ExperimentReport = {
  ...made,
  claims: made.claims.map((claim) => ({ ...claim, verdict: 'open' })),
};

const decided = (text: string, verdict: 'reproduced' | 'not reproduced'): ExperimentReport => ({
  ...report,
  claims: report.claims.map((claim) =>
    claim.claim.includes(text) ? { ...claim, verdict } : claim,
  ),
});

/** `report` with these scores of a row's arms. */
function scored(row: string, means: Readonly<Record<string, number>>): ExperimentReport {
  return {
    ...report,
    rows: report.rows.map((other) =>
      other.row !== row
        ? other
        : {
            ...other,
            cells: Object.fromEntries(
              Object.entries(other.cells).map(([arm, cell]) => [
                arm,
                { ...cell, score: { ...cell.score!, mean: means[arm]! } },
              ]),
            ),
          },
    ),
  };
}

it('has the rows asked for', () => {
  const text = aboutRows(report, { about: ['H', 'J'], beside: ['A'] });
  const rows = [...text.matchAll(/^\| ([A-Z]\d?) +\|/gm)].map(([, row]) => row);
  expect(rows).toEqual(['A', 'H', 'J']);
});

it('has the claims that a row it is about is part of, and no others', () => {
  const claims = (part: Parameters<typeof aboutRows>[1]) =>
    report.claims.filter(({ claim }) => aboutRows(report, part).includes(claim));
  for (const { first, second } of claims({ about: ['H', 'J'], beside: ['A', 'C'] })) {
    expect([first.row, second.row].some((row) => ['H', 'J'].includes(row))).toBe(true);
    expect(['A', 'C', 'H', 'J']).toEqual(expect.arrayContaining([first.row, second.row]));
  }
  expect(claims({ about: ['A'] }).every(({ first }) => first.row === 'A')).toBe(true);
});

it('says what became of the claims', () => {
  const part = { about: ['A', 'O'] };
  expect(aboutRows(report, part)).toMatch(/: No claim is decided \(open: \d\)\./);
  const text = 'Adafactor (O) does not need warm-up';
  expect(aboutRows(decided(text, 'not reproduced'), part)).toMatch(
    /: Not reproduced: Adafactor \(O\) does not need warm-up\. Not decided \(open: \d\)\./,
  );
  expect(aboutRows(decided(text, 'reproduced'), part)).toContain(`: Reproduced: ${text}.`);
});

it('says which rows train, with warm-up and without', () => {
  const best = scored('O', { warmup: 100, none: 10 });
  expect(aboutRows(best, { about: ['O'] })).toContain(
    'Of O, these get to half of the best score (50.0 BLEU): warm-up: O; no warm-up: none.',
  );
  const missing = {
    ...report,
    rows: report.rows.map((row) => (row.row === 'P' ? { ...row, cells: {} } : row)),
  };
  expect(aboutRows(missing, { about: ['P'] })).toContain('warm-up: not run; no warm-up: not run');
});
