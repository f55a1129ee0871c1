import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleStored } from '../../../test/support/example-stored.ts';
import { finish } from '../../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { loadExperiment } from '../../experiment/definition.ts';
import { loadResults } from '../../experiment/load-results.ts';
import { planExperiment } from '../../experiment/plan.ts';
import { resultFile } from '../../experiment/run-files.ts';
import { tuningResultOf } from '../../experiment/tuning.ts';
import { reportExperiment } from '../experiment-report.ts';
import { markdownReport } from '../tables/markdown.ts';
import { choicesOf, requireChosen } from './choices.ts';

const TUNED = 'test/support/tuned.yaml';
const DEMO = 'configs/protocols/demo.yaml';
const experiment = loadExperiment(TUNED);

const root = temporaryFolder();

const { tunings } = planExperiment(TUNED, { rows: ['SGD'], protocol: DEMO });
const [tuning] = tunings;

const loaded = () => loadResults(root(), experiment, 'demo');
const choices = () => choicesOf(loaded());

/** Gives the five trials of SGD these log-perplexities; undefined for one that diverged. */
function tried(...logPerplexities: (number | undefined)[]): void {
  for (const [i, logPerplexity] of logPerplexities.entries()) {
    finish(
      root(),
      tuning!.candidates[i]!,
      logPerplexity === undefined ? { bleu: undefined } : { logPerplexity },
    );
  }
}

it('reads what the trials say, for the rows that have all of them', () => {
  expect(choices()).toEqual([]);
  tried(4, 3, 2.5, 2.6);
  expect(choices()).toEqual([]);
  tried(4, 3, 2.5, 2.6, undefined);
  const [choice, ...others] = choices();
  expect(others).toEqual([]);
  const { trials, ...chosen } = choice!;
  expect({ ...chosen, trials: trials.map(({ bleu: _, ...trial }) => trial) }).toEqual(
    tuningResultOf(tuning!, root()),
  );
  expect(trials.map(({ bleu }) => bleu)).toEqual([50, 50, 50, 50, undefined]);
  expect(tuningResultOf(tuning!, root())!.chosen).toMatchObject({ value: 20, logPerplexity: 2.5 });
});

it('shows in the table what was tried, and what was chosen', () => {
  tried(4, 3, 2.5, 2.6, undefined);
  const text = markdownReport(reportExperiment(loaded()));
  expect(text).toContain(
    '| SGD | optimizer.factor | 2: 4.000, 6: 3.000, **20: 2.500**, 60: 2.600, 200: diverged | 1 to 1: 1× | 20 ',
  );
});

it('refuses a trial that is not as it was written, or is of another run', () => {
  tried(4, 3, 2.5, 2.6, undefined);
  const [first, second] = tuning!.candidates.map((run) => resultFile(root(), run));
  const text = readFileSync(first!, 'utf8');
  writeFileSync(first!, text.replace('"logPerplexity": 4', '"logPerplexity": 1'));
  expect(() => choices()).toThrow('is not as it was written');
  writeFileSync(first!, text);
  const elsewhere = { ...tuning!.candidates[1]!.cell, arm: 'none' };
  finish(root(), { ...tuning!.candidates[1]!, cell: elsewhere });
  copyFileSync(second!.replace('-warmup-', '-none-'), second!);
  expect(() => choices()).toThrow('arm is "none"');
});

it('refuses a result that was run with another number than the chosen one', () => {
  tried(4, 3, 2.5, 2.6, undefined);
  const chosen = choices();
  const stored = [20, 30].map((factor, i) => {
    const made = exampleStored('SGD', 'warmup', 50, { seed: i });
    const config = { ...made.result.config, optimizer: { name: 'sgd' as const, factor } };
    return { ...made, result: { ...made.result, config } };
  });
  expect(() => requireChosen(experiment, chosen, stored.slice(0, 1))).not.toThrow();
  expect(() => requireChosen(experiment, chosen, stored)).toThrow(
    'SGD-warmup-s1.json was run with optimizer.factor 30, but 20 was chosen for the row SGD',
  );
});

it('refuses results of a tuned row without its trials', () => {
  tried(4, 3, 2.5, 2.6);
  const stored = [exampleStored('SGD', 'warmup', 50)];
  expect(() => requireChosen(experiment, choices(), stored)).toThrow(
    'optimizer.factor of the row SGD is chosen by trials, and not all of them are there',
  );
});
