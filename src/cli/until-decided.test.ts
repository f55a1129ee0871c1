import { expect, it } from 'vitest';
import { finish } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { nextRound } from './until-decided.ts';

const FILE = 'experiments/table1.yaml';
const OPTIONS = { rows: ['A', 'O'], seeds: [11, 12, 13] };

const results = temporaryFolder();

const next = (budget = Number.POSITIVE_INFINITY) => nextRound(FILE, OPTIONS, results(), budget);

/** Runs a round: A learns with warm-up only, O as well without it or worse, as the seed has it. */
function doRound(): void {
  for (const run of next()!.plan.runs) {
    const { row, arm } = run.cell;
    const swing = (run.seed % 2 === 0 ? 1 : -1) * (arm === 'none' ? 0.3 : 0);
    const failed = row === 'A' && arm === 'none';
    const logPerplexity = failed ? 4 + 0.001 * run.seed ** 2 : 2 + swing;
    finish(results(), run, { seed: run.seed, bleu: failed ? 1 : 20, logPerplexity });
  }
}

it('plans the first round, then the cells of open claims alone, then nothing', () => {
  expect(next()).toMatchObject({ round: 1, claims: 2 });
  expect(next()!.plan.runs).toHaveLength(4 * 3);
  doRound();
  const second = next()!;
  expect(second.round).toBe(2);
  const names = second.plan.runs.map(({ cell, seed }) => `${cell.row}-${cell.arm}-${seed}`);
  expect(names).toContain('O-none-14');
  expect(names).not.toContain('O-none-13');
  doRound();
  doRound();
  expect(next()).toBeUndefined();
});

it('plans no more runs than the budget has room for', () => {
  expect(next(7)!.plan.runs).toHaveLength(6);
  expect(next(5)!.plan.runs).toEqual([]);
});
