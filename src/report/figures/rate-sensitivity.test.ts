import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderSvg } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { inventTuned } from '../testing.ts';
import { rateSensitivity } from './rate-sensitivity.ts';

let folder: string;
let given: ReportedExperiment;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-rates-'));
  const ends = [5, 4, 2, 3].map((logPerplexity) => ({ logPerplexity }));
  given = inventTuned(folder, 'SGD', [...ends, { bleu: undefined }]);
});

afterAll(() => rmSync(folder, { recursive: true }));

it('leaves out what diverged, and marks what was chosen', () => {
  const { layer } = rateSensitivity(given) as {
    layer: { data: { values: Record<string, unknown>[] } }[];
  };
  expect(layer.at(-1)!.data.values).toEqual([
    { row: 'SGD', factor: 0.1, logPerplexity: 5, chosen: false },
    { row: 'SGD', factor: 0.3, logPerplexity: 4, chosen: false },
    { row: 'SGD', factor: 1, logPerplexity: 2, chosen: true },
    { row: 'SGD', factor: 3, logPerplexity: 3, chosen: false },
  ]);
});

it('draws them on a scale on which factors are as far apart as they are large', async () => {
  const svg = await renderSvg(rateSensitivity(given)!);
  for (const text of ['SGD', '0.1', '0.3', '1', '3']) expect(svg).toContain(`>${text}<`);
  const line = /role-mark layer_0_marks"[^>]*><path[^>]* d="M([^"]+)"/.exec(svg)![1]!;
  const points = line.split('L').map((point) => point.split(',').map(Number));
  expect(points).toHaveLength(4);
  const [first, second, third] = points.map(([x]) => x!);
  expect((second! - first!) / (third! - first!)).toBeCloseTo(Math.log10(3), 3);
  expect(Math.max(...points.map(([, y]) => y!))).toBe(points[2]![1]);
});
