import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ownSettings, sharedSettings, yamlText } from './settings.ts';

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

it('writes settings as the project writes them, and so that they read back the same', () => {
  const settings = {
    data: { batching: { lengths: [8, 10, 12] } },
    optimizer: [
      { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
      { link: 'scaleBySchedule', factor: 1 },
    ],
  };
  const text = yamlText(settings);
  expect(text).toBe(
    'data:\n  batching:\n    lengths: [ 8, 10, 12 ]\noptimizer:\n' +
      '  - { link: scaleByFactoredRms, decay: { power: 0.8 }, epsilon1: 1e-30 }\n' +
      '  - { link: scaleBySchedule, factor: 1 }\n',
  );
  expect(parse(text)).toEqual(settings);
});
