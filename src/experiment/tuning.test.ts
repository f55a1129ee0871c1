import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { finish } from '../../test/support/finished-runs.ts';
import { planExperiment } from './definition.ts';
import { resultFile } from './run-files.ts';
import { choiceOf, takeFromCandidate, withChoice } from './tuning.ts';

const { runs, tunings } = planExperiment('experiments/zoo.yaml', { rows: ['SGD'] });
const [tuning] = tunings;
const [first, second] = runs;

let results: string;

beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'sublinear-tuning-'));
});

afterEach(() => rmSync(results, { recursive: true }));

/** Gives the five trials these log-perplexities; undefined for one that diverged. */
function tried(...logPerplexities: (number | undefined)[]) {
  for (const [i, logPerplexity] of logPerplexities.entries()) {
    finish(
      results,
      tuning!.candidates[i]!,
      logPerplexity === undefined ? { bleu: undefined } : { logPerplexity },
    );
  }
  return choiceOf(tuning!, results);
}

it('takes the number with the lowest log-perplexity of the development set', () => {
  expect(tried(5, 4, 3, 2, undefined)).toEqual({
    row: 'SGD',
    key: 'optimizer.factor',
    trials: [
      { value: 2, times: 0.1, status: 'completed', logPerplexity: 5 },
      { value: 6, times: 0.3, status: 'completed', logPerplexity: 4 },
      { value: 20, times: 1, status: 'completed', logPerplexity: 3 },
      { value: 60, times: 3, status: 'completed', logPerplexity: 2 },
      { value: 200, times: 10, status: 'diverged' },
    ],
    chosen: { value: 60, times: 3, status: 'completed', logPerplexity: 2 },
    atEdge: false,
  });
});

it('takes the least of several that are as good', () => {
  expect(tried(5, 3, 3, 3, 4)!.chosen!.value).toBe(6);
});

it.each([
  [[1, 2, 3, 4, 5], 2],
  [[5, 4, 3, 2, 1], 200],
])('says that the best of %j is at the edge', (logPerplexities, value) => {
  expect(tried(...logPerplexities)).toMatchObject({ chosen: { value }, atEdge: true });
});

it('chooses nothing before all have been tried, nor where all have diverged', () => {
  expect(tried(5, 4, 3, 2)).toBeUndefined();
  const none = tried(undefined, undefined, undefined, undefined, undefined)!;
  expect(none).toMatchObject({ atEdge: false });
  expect(none.chosen).toBeUndefined();
});

it('refuses trials that were made by another configuration', () => {
  const [candidate] = tuning!.candidates;
  const { training } = candidate!.config;
  const other = { ...candidate!.config, training: { ...training, steps: training.steps + 1 } };
  finish(results, { ...candidate!, config: other });
  expect(() => choiceOf(tuning!, results)).toThrow(
    /tuning\/SGD-warmup-x0\.1-s11\.json was made by another configuration.*training\.steps was 2001 and is 2000/,
  );
});

it('gives the row its number in every run', () => {
  const choice = tried(5, 4, 3, 2, undefined)!;
  for (const run of runs) {
    const { cell, seed, config } = withChoice(run, choice);
    expect({ cell, seed }).toEqual({ cell: run.cell, seed: run.seed });
    expect(config).toEqual({ ...run.config, optimizer: { name: 'sgd', factor: 60 } });
  }
});

it('gives the run of the same seed the result of its trial, with what lies beside it', () => {
  const choice = tried(5, 4, 3, 2, undefined)!;
  const trial = resultFile(results, tuning!.candidates[3]!);
  writeFileSync(trial.replace('.json', '.translations.tsv.gz'), 'text');
  const run = withChoice(first!, choice);
  expect(takeFromCandidate(results, run, tuning!)).toBe(true);
  const file = resultFile(results, run);
  expect(file).toBe(join(results, 'zoo/comparison/SGD-warmup-s11.json'));
  expect(readFileSync(file, 'utf8')).toBe(readFileSync(trial, 'utf8'));
  expect(readFileSync(file.replace('.json', '.translations.tsv.gz'), 'utf8')).toBe('text');

  const other = withChoice(second!, choice);
  expect(takeFromCandidate(results, other, tuning!)).toBe(false);
  expect(existsSync(resultFile(results, other))).toBe(false);
});
