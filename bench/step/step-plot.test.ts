import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { drawStepTimes } from './step-plot.ts';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

const RECORDS = readdirSync(RESULTS).filter((name) => /^step-time.*\.json$/.test(name));

it('has records to draw', () => {
  expect(RECORDS).toContain('step-time.json');
});

it.each(RECORDS)(
  'the plot beside %s is what it gives (`make bench-plots` draws it again)',
  async (record) => {
    const committed = readFileSync(`${RESULTS}${record.replace('.json', '.svg')}`, 'utf8');
    expect(await drawStepTimes(`${RESULTS}${record}`)).toBe(committed);
  },
);

it('shows every contestant, and where the products alone would be', async () => {
  const svg = await drawStepTimes(`${RESULTS}step-time.json`);
  for (const text of ['small, Adam', 'medium, Adafactor', 'eager', 'graph', 'PyTorch']) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg).toContain('stroke-dasharray="4,3"');
});
