import { expect, it } from 'vitest';
import { loadExperiment } from '../../experiment/definition.ts';
import { exampleStored } from '../../results/example-stored.ts';
import { reportExperiment } from '../experiment-report.ts';
import { verdictCounts } from './verdict-words.ts';

const textsOf = (counts: ReturnType<typeof verdictCounts>['paper']) =>
  counts.map(({ text }) => text);

it('counts comparisons of our own apart, in words of their own', () => {
  const stored = [1, 2, 3].flatMap((seed) => [
    exampleStored('DClipped', 'none', 60 + seed / 10, { seed }),
    exampleStored('D', 'none', 20 + seed ** 2 / 10, { seed }),
    exampleStored('O', 'none', 20 - seed / 10, { seed }),
    exampleStored('DAll', 'none', 60 + seed / 10, { seed }),
  ]);
  const questions = loadExperiment('experiments/questions.yaml');
  const { claims } = reportExperiment({
    experiment: questions,
    protocol: 'demo',
    runs: stored,
    trials: {},
  });
  const { paper, own } = verdictCounts(claims);
  expect(textsOf(paper)).toEqual([]);
  expect(textsOf(own)).toEqual(['does not hold: 1', 'holds: 1', 'not run: 16']);
  // As if the paper made the first two.
  const mixed = claims.map((claim, i) => (i < 2 ? { ...claim, question: undefined } : claim));
  expect(textsOf(verdictCounts(mixed).paper)).toEqual(['reproduced: 1', 'not run: 1']);
  expect(textsOf(verdictCounts(mixed).own)).toEqual(['does not hold: 1', 'not run: 15']);
});
