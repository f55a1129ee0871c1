import { expect, it } from 'vitest';
import { describeCampaign, summarise } from './summary.ts';

const RUN = { name: 'O-warmup-s1', whole: 190, start: 12, steps: 130, translation: 38 };

it('counts finished runs by the hour, and what is left for the development set', () => {
  const summary = summarise([RUN, { ...RUN, whole: 200, start: 14 }], 400);
  expect(summary.runsAnHour).toBe(18);
  expect(summary.parts).toEqual({
    start: { median: 13, least: 12, most: 14 },
    steps: { median: 130, least: 130, most: 130 },
    'development set': { median: 14, least: 10, most: 18 },
    translation: { median: 38, least: 38, most: 38 },
    'whole run': { median: 195, least: 190, most: 200 },
  });
  const text = describeCampaign(summary);
  expect(text).toMatch(/\| steps +\| +130\.0 \| +130\.0 to 130\.0 \| +67% \|/);
  expect(text).toMatch(/\n\nRuns an hour: 18\.0$/);
});
