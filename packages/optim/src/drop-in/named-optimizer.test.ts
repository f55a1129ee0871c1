import { expect, it } from 'vitest';
import { adafactor, adam, sm3 } from './optimizers.ts';

it.each([
  [() => adam({ learning_rate: 1 } as object), 'adam: there is no option "learning_rate"'],
  [() => adam({ beta1: 1 }), 'adam: beta1: given 1; expected a number from 0 to below 1'],
  [() => adafactor({ epsilon1: Number.NaN }), 'adafactor: epsilon1: given NaN'],
  [() => sm3({} as Parameters<typeof sm3>[0]), 'learningRate: given undefined'],
])('refuses a wrong option when it is made', (create, message) => {
  expect(create).toThrow(message);
});
