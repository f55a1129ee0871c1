import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finish } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { RunConfig } from '../config/run-config.ts';
import { type PlannedTuning, planExperiment } from './plan.ts';
import { resultFile } from './run-files.ts';
import { medianOfStudies, takeFromCandidate, tuningResultOf, withChosen } from './tuning.ts';

const { runs, tunings } = planExperiment('test/support/tuned.yaml', { rows: ['SGD'] });
const [tuning] = tunings;
const [first, second] = runs;

const results = temporaryFolder();

/** Gives the trials of a row these log-perplexities; undefined for one that diverged. */
function finished(planned: PlannedTuning, logPerplexities: readonly (number | undefined)[]) {
  for (const [i, logPerplexity] of logPerplexities.entries()) {
    const outcome = logPerplexity === undefined ? { bleu: undefined } : { logPerplexity };
    finish(results(), planned.candidates[i]!, outcome);
  }
  return tuningResultOf(planned, results());
}

const tried = (...logPerplexities: (number | undefined)[]) => finished(tuning!, logPerplexities);

it('takes the number with the lowest log-perplexity of the development set', () => {
  expect(tried(5, 4, 3, 2, undefined)).toEqual({
    row: 'SGD',
    key: 'optimizer.factor',
    trials: [
      { value: 2, factor: 0.1, status: 'completed', logPerplexity: 5 },
      { value: 6, factor: 0.3, status: 'completed', logPerplexity: 4 },
      { value: 20, factor: 1, status: 'completed', logPerplexity: 3 },
      { value: 60, factor: 3, status: 'completed', logPerplexity: 2 },
      { value: 200, factor: 10, status: 'diverged' },
    ],
    chosen: { value: 60, factor: 3, status: 'completed', logPerplexity: 2 },
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
  finish(results(), { ...candidate!, config: other });
  expect(() => tuningResultOf(tuning!, results())).toThrow(
    /tuning\/SGD-warmup-x0\.1-s11\.json was made by another configuration.*training\.steps was 2001 and is 2000/,
  );
});

it('gives the row its number in every run', () => {
  const choice = tried(5, 4, 3, 2, undefined)!;
  for (const run of runs) {
    const { cell, seed, config } = withChosen(run, choice);
    expect({ cell, seed }).toEqual({ cell: run.cell, seed: run.seed });
    expect(config).toEqual({ ...run.config, optimizer: { name: 'sgd', factor: 60 } });
  }
});

it('gives the run of the same seed the result of its trial, with its translations and nothing else', () => {
  const choice = tried(5, 4, 3, 2, undefined)!;
  const trial = resultFile(results(), tuning!.candidates[3]!);
  writeFileSync(trial.replace('.json', '.translations.tsv.gz'), 'text');
  // What another writer is about to write, and may have renamed or removed a moment later.
  writeFileSync(`${trial}.lease-0123456789abcdef.partial`, 'half');
  const run = withChosen(first!, choice);
  expect(takeFromCandidate(results(), run, tuning!)).toBe(true);
  const file = resultFile(results(), run);
  expect(file).toBe(results('tuned/comparison/SGD-warmup-s11.json'));
  expect(readFileSync(file, 'utf8')).toBe(readFileSync(trial, 'utf8'));
  expect(readFileSync(file.replace('.json', '.translations.tsv.gz'), 'utf8')).toBe('text');
  const copied = readdirSync(results('tuned/comparison')).filter((name) =>
    /SGD-\w+-s11/.test(name),
  );
  expect(copied).toEqual(['SGD-warmup-s11.json', 'SGD-warmup-s11.translations.tsv.gz']);

  const other = withChosen(second!, choice);
  expect(takeFromCandidate(results(), other, tuning!)).toBe(false);
  expect(existsSync(resultFile(results(), other))).toBe(false);
});

describe('in studies', () => {
  const plan = planExperiment('experiments/successors.yaml', { rows: ['Lion'] });
  const [studies] = plan.tunings;

  /** With five trials a study. */
  const studied = (...logPerplexities: (number | undefined)[]) =>
    finished(studies!, logPerplexities);

  const outcomes = [9, 5, 4, 8, 9, 7, 3, 6, 9, undefined, 9, 9, 6, 8, 7];

  it('takes the best trial of all, and the median of the best of each', () => {
    const choice = studied(...outcomes)!;
    const best = studies!.points[6]!;
    expect(choice.chosen).toMatchObject({ ...best, logPerplexity: 3 });
    expect(choice.studies!.map((best) => [best!.seed, best!.logPerplexity])).toEqual([
      [21, 4],
      [22, 3],
      [23, 6],
    ]);
    expect(medianOfStudies(choice)).toBe(4);
  });

  it('gives the row the number and the setting of that trial, with its own seeds', () => {
    const choice = studied(...outcomes)!;
    const { factor, settings } = studies!.points[6]!;
    const runs = plan.runs.map((run) => withChosen(run, choice));
    expect(new Set(runs.map(({ seed }) => seed))).toEqual(new Set([11, 12, 13]));
    for (const { config } of runs) {
      expect(config.optimizer).toMatchObject({
        name: 'lion',
        factor: Number((0.02 * factor).toPrecision(12)),
        beta2: settings['optimizer.beta2'],
      });
    }
  });

  it('counts a study that diverged altogether as the worst', () => {
    const lost = [undefined, undefined, undefined, undefined, undefined];
    const one = studied(...lost, ...outcomes.slice(5))!;
    expect(one.chosen!.logPerplexity).toBe(3);
    expect(medianOfStudies(one)).toBe(6);
    const two = studied(...lost, ...outcomes.slice(5, 10), ...lost)!;
    expect(two.chosen!.logPerplexity).toBe(3);
    expect(medianOfStudies(two)).toBeUndefined();
  });

  it('looks at the test set in no trial, and in every run', () => {
    const tested = (runs: readonly { config: RunConfig }[]) =>
      new Set(runs.map(({ config }) => config.evaluation.test));
    expect(tested(studies!.candidates)).toEqual(new Set([false]));
    expect(tested(plan.runs)).toEqual(new Set([undefined]));
  });

  it('leaves each trial a file of its own, and all rows equally many', () => {
    const { tunings: all } = planExperiment('experiments/successors.yaml');
    const files = all.flatMap(({ candidates }) =>
      candidates.map((candidate) => resultFile(results(), candidate)),
    );
    expect(new Set(files).size).toBe(15 * all.length);
    expect(all.map(({ candidates }) => candidates.length)).toEqual(all.map(() => 15));
  });
});
