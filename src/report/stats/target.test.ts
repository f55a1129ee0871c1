import { expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { timeToTarget } from './target.ts';

const { timing } = exampleResult();

const RUN = {
  status: 'completed' as const,
  dev: [
    { step: 10, logPerplexity: 5 },
    { step: 20, logPerplexity: 3 },
    { step: 30, logPerplexity: 4 },
    { step: 40, logPerplexity: 2 },
  ],
  timing: {
    ...timing,
    dev: [
      { step: 20, seconds: 2.5 },
      { step: 30, seconds: 3.5 },
      { step: 40, seconds: 4.5 },
    ],
  },
};

it.each([
  [3.5, { step: 20, seconds: 2.5 }],
  [3, { step: 20, seconds: 2.5 }],
  [2.9, { step: 40, seconds: 4.5 }],
  [1.9, undefined],
  // Its time is not there, as where the run began before times were kept.
  [6, { step: 10 }],
])('a run is at %d or below, for the first time, at %o', (target, expected) => {
  expect(timeToTarget(RUN, target)).toEqual(expected);
});

it('a result without times has steps all the same', () => {
  expect(timeToTarget({ ...RUN, timing }, 3)).toEqual({ step: 20 });
});

it('a run that diverged has not come as far as it once was', () => {
  expect(timeToTarget({ ...RUN, status: 'diverged' }, 3)).toBeUndefined();
});
