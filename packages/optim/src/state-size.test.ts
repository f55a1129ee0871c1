import { expect, it } from 'vitest';
import { adafactorBigVision } from './named.ts';
import { sizeOfState, stateSize } from './state-size.ts';

it('counts two bytes for a number of bfloat16, and four for the others', () => {
  const transform = adafactorBigVision.build({ learningRate: 0.1 });
  // One for each row and column, and the average of each element.
  expect(stateSize(transform, { w: [30, 50], b: [7] })).toEqual({
    elements: 30 + 50 + 7 + 1500 + 7,
    bytes: 4 * (30 + 50 + 7) + 2 * (1500 + 7),
  });
});

it('goes by the slot, and not by what a parameter is called', () => {
  expect(sizeOfState({ '0/average/mybfloat16': [3] }).bytes).toBe(12);
  expect(sizeOfState({ '0/1/bfloat16/average/x': [3] }).bytes).toBe(6);
});
