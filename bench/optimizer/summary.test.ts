import { expect, it } from 'vitest';
import { type OptimizerMeasurement, optimizerTimeTable, summariseOptimizers } from './summary.ts';

/** A contestant whose rounds took these times, two updates each. */
const measurement = (rounds: readonly [number, number][]): OptimizerMeasurement => ({
  ready: {
    library: 'a library',
    threads: 2,
    parameters: 1_000_000,
    stateElements: 500_000,
    firstStepMs: 900,
  },
  turns: rounds.map((stepMs) => ({ stepMs, peakMemoryBytes: 1e9 })),
});

const OURS = measurement([
  [10, 12],
  [20, 22],
  [11, 11],
]);

const PEER = measurement([
  [22, 22],
  [42, 42],
  [11, 11],
]);

it('compares the two sides round by round', () => {
  const summary = summariseOptimizers({ name: 'adam', ours: OURS, peer: PEER });
  expect(summary.ours).toEqual({ stepMs: { median: 11, least: 11, most: 21 }, stateBytes: 2e6 });
  expect(summary.peer?.stepMs).toEqual({ median: 22, least: 11, most: 42 });
  expect(summary.timeToPeer).toBe(0.5);
});

it('leaves the peer out where there is none', () => {
  const alone = summariseOptimizers({ name: 'sm3', ours: OURS, peer: { none: 'no SM3' } });
  expect(alone).not.toHaveProperty('timeToPeer');
  const both = summariseOptimizers({ name: 'adam', ours: OURS, peer: PEER });
  expect(optimizerTimeTable([both, alone]).split('\n')).toEqual([
    '| optimiser | ms an update |        range | PyTorch, ms |        range | time to PyTorch | state, MB |',
    '| :-------- | -----------: | -----------: | ----------: | -----------: | --------------: | --------: |',
    '| adam      |         11.0 | 11.0 to 21.0 |        22.0 | 11.0 to 42.0 |           0.50× |       2.0 |',
    '| sm3       |         11.0 | 11.0 to 21.0 |             |              |                 |       2.0 |',
  ]);
});
