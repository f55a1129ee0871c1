import { expect, it } from 'vitest';
import { loadExperiment } from '../../experiment/definition.ts';
import { rateBand } from './rate-band.ts';

type Score = number | undefined;

/** Trials at 1, 2, 4 ... with these log-perplexities, one or several at each. */
const trialsOf = (...scores: (Score | readonly Score[])[]) =>
  scores.flatMap((score, i) =>
    [score].flat().map((logPerplexity) => ({ factor: 2 ** i, logPerplexity })),
  );

it.each([
  // 5% of the perplexity are 0.0488 nats.
  ['ends where the perplexity is more than 5% above the best', [3.2, 3.048, 3, 3.049], 2, 4, false],
  ['may be one factor', [3.2, 3.2, 3, 3.2], 4, 4, false],
  ['touches the least factor that was tried', [3.04, 3.01, 3, 3.2], 1, 4, true],
  ['touches the largest one', [3.2, 3.2, 3.02, 3], 4, 8, true],
  ['may be all that was tried', [3, 3, 3, 3], 1, 8, true],
  ['does not reach across a gap', [3.01, 3.2, 3, 3.01, 3.2, 3], 4, 8, false],
  ['ends where training diverged', [undefined, 3.01, 3, undefined], 2, 4, false],
  [
    'takes the best of several trials at a factor',
    [3.2, [3.3, 3.02], 3, [undefined, 3.04], 4],
    2,
    8,
    false,
  ],
])('the band %s', (_what, scores, from, to, touchesEdge) => {
  expect(rateBand(trialsOf(...scores))).toEqual({ from, to, touchesEdge });
  expect(rateBand(trialsOf(...scores).toReversed())).toEqual({ from, to, touchesEdge });
});

it('there is no band where no trial was completed', () => {
  expect(rateBand(trialsOf(undefined, undefined))).toBeUndefined();
});

it('the studies of successors try every factor of their grid, so that no band has a hole', () => {
  const { tuning, rows } = loadExperiment('experiments/successors.yaml');
  for (const { trials = [] } of Object.values(rows)) {
    expect(new Set(trials.map(({ factor }) => factor))).toEqual(new Set(tuning!.factors));
  }
});
