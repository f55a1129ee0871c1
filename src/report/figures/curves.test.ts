import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { bestCurve, type Curve, curvesOf, valueRange } from './curves.ts';

const curve = (values: readonly number[], divergedAt?: number): Curve => ({
  row: 'A',
  arm: 'none',
  seed: 1,
  points: values.map((value, index) => ({ step: (index + 1) * 100, value })),
  divergedAt,
});

describe('curvesOf', () => {
  it('takes the losses, or the log-perplexities, of a run', () => {
    const result = exampleResult({ seed: 3, logPerplexity: 1.5 });
    const run = { row: 'A', arm: 'warmup', seed: 3, divergedAt: undefined };
    expect(curvesOf([result], 'loss')).toEqual([{ ...run, points: [{ step: 2, value: 5 }] }]);
    expect(curvesOf([result], 'dev')).toEqual([{ ...run, points: [{ step: 2, value: 1.5 }] }]);
  });

  it('says where a run broke down, or the last step where that is not known', () => {
    const result = exampleResult({ bleu: undefined });
    expect(curvesOf([result], 'loss')[0]!.divergedAt).toBe(2);
    const known = { ...result, training: { ...result.training, divergedAt: 7 } };
    expect(curvesOf([known], 'loss')[0]!.divergedAt).toBe(7);
  });
});

describe('bestCurve', () => {
  it('ends lowest, of those that went to their end', () => {
    const curves = [curve([5, 3]), curve([4, 2]), curve([4, 1], 250), curve([])];
    expect(bestCurve(curves)).toBe(curves[1]);
  });

  it('is none where every run broke down', () => {
    expect(bestCurve([curve([5], 150)])).toBeUndefined();
  });
});

describe('valueRange', () => {
  const steps = (values: readonly number[]) => curve([...values, ...Array(20).fill(2)]);

  it('leaves out the first tenth, where every run falls from the same height', () => {
    const [low, high] = valueRange([steps([9, 8, 3])], 1e6);
    expect(low).toBeCloseTo(2 - 0.04, 10);
    expect(high).toBeCloseTo(3 + 0.04, 10);
  });

  it('ends at a uniform guess, whatever a failing run climbs to', () => {
    const [, high] = valueRange([curve([...Array(20).fill(2), 500])], 1000);
    expect(high).toBeCloseTo(Math.log(1000) + 0.04 * (Math.log(1000) - 2), 10);
  });

  it('is no single point where every value is the same, or there is none', () => {
    expect(valueRange([curve([2])], 1000)).toEqual([1.5, 2.5]);
    expect(valueRange([curve([])], 1000)).toEqual([0, Math.log(1000)]);
  });
});
