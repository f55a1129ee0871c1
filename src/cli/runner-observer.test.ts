import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { screen } from '../../test/support/screen.ts';
import type { PlannedRun } from '../experiment/plan.ts';
import { createTimeLeft } from '../experiment/time-left.ts';
import { runnerObserver } from './runner-observer.ts';

function planned(row: string): PlannedRun {
  const { config } = exampleResult();
  return { cell: { experiment: 'table1', row, arm: 'none' }, seed: 1, config };
}

const STATUS = { step: 5, steps: 10, loss: 6.5, tokensPerSecond: 1000 };

/** Two runs at a time, of which one fails; a third is stopped. */
function threeRuns(stream: NodeJS.WritableStream) {
  const [a, b, c] = ['A', 'B', 'C'].map(planned) as [PlannedRun, PlannedRun, PlannedRun];
  const observer = runnerObserver((todo) => createTimeLeft(todo, 2, undefined, () => 0), stream);
  observer.planned(4, 1, [a, b, c]);
  for (const run of [a, b]) observer.started(run);
  for (const run of [a, b]) observer.progress(run, STATUS);
  observer.failed(a, 'no reason');
  observer.started(c);
  observer.progress(c, { ...STATUS, step: 7 });
  observer.finished(b, exampleResult());
  observer.interrupted(c, 7);
  observer.close();
}

const LINES = [
  '4 runs, 1 of them done already',
  '[2/4] A-none-s1: failed: no reason',
  '[3/4] B-none-s1: BLEU 50.0, dev log-perplexity 1.500, trained 10 s; about 1s left',
  '[4/4] C-none-s1: stopped after step 7, which is saved',
];

describe('what is said of the runs of an experiment', () => {
  it('is a line as each ends where nobody watches', () => {
    const { stream, text } = screen(false);
    threeRuns(stream);
    expect(text()).toBe(`${LINES.join('\n')}\n`);
  });

  it('is the same on a terminal to the last one, with a live line of each below', () => {
    const { stream, text } = screen(true);
    threeRuns(stream);
    for (const line of LINES) expect(text()).toContain(line);
    for (const name of ['B-none-s1 5/10', 'C-none-s1 7/10']) {
      expect(text()).toMatch(new RegExp(`${name} \\[=+-+\\] loss 6\\.500 {2}1,000 tokens/s`));
    }
    expect(text()).toMatch(/all runs 3\/4 \[[^\]]+\] about 1s left/);
  });
});
