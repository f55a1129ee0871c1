import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from './yaml-text.ts';

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
