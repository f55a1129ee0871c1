import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-figure-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function sublinear(...args: string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ['src/cli/sublinear.mjs', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Overrides that make a run last a second. */
const SMALL = [
  'model.encoderLayers=1',
  'model.decoderLayers=1',
  'model.dModel=16',
  'model.dFeedForward=16',
  'training.steps=6',
  'diagnostics.every=2',
  'data.batching.tokens=128',
  'evaluation.search.extraLength=1',
  'evaluation.search.sentences=500',
].flatMap((assignment) => ['--set', assignment]);

it('runs a cell of Figure 1 and draws it beside the paper', async () => {
  const results = join(folder, 'results');
  const cell = [
    'experiments/figure1.yaml',
    '--only',
    'A',
    '--arms',
    'warmup',
    '--results',
    results,
  ];
  const ran = await sublinear('run', ...cell, '--runs', join(folder, 'runs'), ...SMALL);
  expect(ran.code, ran.stderr).toBe(0);
  const drawn = await sublinear('figure', ...cell, ...SMALL);
  expect(drawn.code, drawn.stderr).toBe(0);
  expect(drawn.stdout).toMatch(/\| A +\| β2 = 0.999 +\| ours, .* \| +1 \| +6 \| +[\d.]+ \|/);
  const svg = readFileSync(join(results, 'figure1', 'demo', 'figure1.svg'), 'utf8');
  expect(svg).toContain('>paper</text>');
});

it('says where there is no figure to draw', async () => {
  const { code, stderr } = await sublinear('figure', 'experiments/table1.yaml');
  expect(code).toBe(2);
  expect(stderr).toContain('experiments/table1.yaml describes no figure');
});
