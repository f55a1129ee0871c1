import { expect, it } from 'vitest';
import { loadExperiment } from '../../experiment/definition.ts';
import { exampleStored } from '../../results/example-stored.ts';
import { reportExperiment } from '../experiment-report.ts';
import { keptByRow } from './kept.ts';

const EXPERIMENT = loadExperiment('experiments/table1.yaml');

it('is the share of the score with warm-up that is left without it, 0 where runs diverge', () => {
  const kept = keptByRow(
    reportExperiment({
      experiment: EXPERIMENT,
      protocol: 'demo',
      trials: {},
      runs: [
        exampleStored('A', 'warmup', 60),
        exampleStored('A', 'none', undefined),
        exampleStored('O', 'warmup', 50),
        exampleStored('O', 'none', 51),
        exampleStored('G', 'warmup', 5),
        exampleStored('G', 'none', 5),
      ],
    }),
  )!;
  expect(kept.A!.ours).toBe(0);
  expect(kept.A!.paper).toBeCloseTo(0.1 / 25.6, 12);
  expect(kept.O!.ours).toBeCloseTo(1.02, 12);
  // Of a failure nothing can be kept.
  expect(kept.G!.ours).toBeUndefined();
  expect(kept.B!.ours).toBeUndefined();
});

it('is of no table without these two arms', () => {
  const zoo = reportExperiment({
    experiment: loadExperiment('experiments/zoo.yaml'),
    protocol: 'demo',
    runs: [],
    trials: {},
  });
  expect(keptByRow(zoo)).toBeUndefined();
});
