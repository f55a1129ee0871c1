import { describe, expect, it } from 'vitest';
import { SHAPES } from '../harness/shapes.ts';
import { workloadOf } from './workload.ts';

const FILE = 'parameters.safetensors';

describe.each(SHAPES)('the workload of $name', (shape) => {
  const workload = workloadOf(shape, 'adam', FILE);
  const { batch, padId } = workload;

  it('has 1,024 tokens a side, all in the vocabulary and none of them padding', () => {
    for (const ids of [batch.source, batch.targetInput, batch.targetOutput]) {
      expect(ids).toHaveLength(1024);
      expect(Math.min(...ids)).toBeGreaterThan(padId);
      expect(Math.max(...ids)).toBeLessThan(shape.vocabulary);
    }
  });

  it('shows the decoder each target row one word late', () => {
    const { length, targetInput, targetOutput } = batch;
    for (let start = 0; start < targetInput.length; start += length) {
      const before = targetOutput.slice(start, start + length - 1);
      expect(targetInput.slice(start + 1, start + length)).toEqual(before);
    }
  });

  it('is the same each time, whatever optimises it, and survives JSON', () => {
    expect(workloadOf(shape, 'adafactor', FILE).batch).toEqual(batch);
    expect(JSON.parse(JSON.stringify(workload))).toEqual(workload);
  });
});
