import { expect, it } from 'vitest';
import { exampleReport, exampleStored } from '../../../test/support/example-stored.ts';
import { keptByRow } from './kept.ts';

it('is the share of the score with warm-up that is left without it, 0 where runs diverge', () => {
  const report = exampleReport([
    exampleStored('A', 'warmup', 60),
    exampleStored('A', 'none', undefined),
    exampleStored('O', 'warmup', 50),
    exampleStored('O', 'none', 51),
    exampleStored('G', 'warmup', 5),
    exampleStored('G', 'none', 5),
  ]);
  const kept = keptByRow(report)!;
  expect(kept.A!.ours).toBe(0);
  expect(kept.A!.paper).toBeCloseTo(0.1 / 25.6, 12);
  expect(kept.O!.ours).toBeCloseTo(1.02, 12);
  // Of a failure nothing can be kept.
  expect(kept.G!.ours).toBeUndefined();
  expect(kept.B!.ours).toBeUndefined();
});

it('is of no table without these two arms', () => {
  expect(keptByRow(exampleReport([], 'zoo'))).toBeUndefined();
});
