import { expect, it } from 'vitest';
import { ownSettings, sharedSettings } from './shared-config.ts';

const config = (seed: number, optimizer: string) => ({
  model: { layers: 2, dropout: { residual: 0.1 } },
  training: { steps: 10, seed },
  optimizer: [{ link: optimizer }],
});

it('divides settings into those that all have, and those of each', () => {
  const [one, other] = [config(1, 'sgd'), config(2, 'adam')];
  const shared = sharedSettings([one, other]);
  expect(shared).toEqual({
    model: { layers: 2, dropout: { residual: 0.1 } },
    training: { steps: 10 },
  });
  expect(ownSettings(other, shared)).toEqual({
    training: { seed: 2 },
    optimizer: [{ link: 'adam' }],
  });
});

it('has nothing of its own where there is one', () => {
  const one = config(1, 'sgd');
  expect(ownSettings(one, sharedSettings([one]))).toEqual({});
});
