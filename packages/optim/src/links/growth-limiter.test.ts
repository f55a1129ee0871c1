import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { growthLimiter } from './growth-limiter.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('limits nothing after an update of 0', () => {
  const step = (value: number) => ({ x: { shape: [1], values: [value] } });
  const updates = runTransform(growthLimiter({ limit: 2 }), step(0), [step(0), step(9)]);
  expect(updates.map(({ x }) => x)).toEqual([[0], [9]]);
});
