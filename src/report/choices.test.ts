import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { loadExperiment, planExperiment } from '../experiment/definition.ts';
import { recordChoice } from '../experiment/tuning.ts';
import { readChoices, requireChosen } from './choices.ts';
import { exampleStored } from './example-stored.ts';
import { reportExperiment } from './experiment-report.ts';
import { markdownReport } from './markdown.ts';

const ZOO = 'experiments/zoo.yaml';
const DEMO = 'configs/protocols/demo.yaml';
const experiment = loadExperiment(ZOO);

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sublinear-choices-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const trials = [
  { value: 10, times: 0.1, status: 'completed' as const, logPerplexity: 3 },
  { value: 100, times: 1, status: 'completed' as const, logPerplexity: 2.5 },
  { value: 1000, times: 10, status: 'diverged' as const },
];

function record(): void {
  const { tunings } = planExperiment(ZOO, { rows: ['SGD'], protocol: DEMO });
  const [tuning] = tunings;
  const choice = { row: 'SGD', key: 'optimizer.factor', trials, chosen: trials[1]!, atEdge: false };
  recordChoice(root, tuning!, choice);
}

it('reads what was recorded, for the rows that have it', () => {
  expect(readChoices(root, experiment, 'demo')).toEqual([]);
  record();
  const [choice, ...others] = readChoices(root, experiment, 'demo');
  expect(others).toEqual([]);
  expect(choice).toMatchObject({ row: 'SGD', chosen: { value: 100 }, trials });
});

it('shows in the table what was tried, and what was chosen', () => {
  record();
  const choices = readChoices(root, experiment, 'demo');
  const text = markdownReport(reportExperiment(experiment, 'demo', [], choices));
  expect(text).toContain(
    '| SGD | optimizer.factor | 10: 3.000, **100: 2.500**, 1000: diverged | 100 ',
  );
});

it('refuses a file of another form', () => {
  const folder = join(root, 'zoo', 'demo', 'tuning');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'SGD.json'), '{ "row": "SGD" }');
  expect(() => readChoices(root, experiment, 'demo')).toThrow(UserError);
  expect(() => readChoices(root, experiment, 'demo')).toThrow('trials: missing');
});

it('refuses a result that was run with another number than the chosen one', () => {
  record();
  const choices = readChoices(root, experiment, 'demo');
  const stored = [100, 30].map((factor, i) => {
    const made = exampleStored('SGD', 'warmup', 50, { seed: i });
    const config = { ...made.result.config, optimizer: { name: 'sgd' as const, factor } };
    return { ...made, result: { ...made.result, config } };
  });
  expect(() => requireChosen(choices, stored.slice(0, 1))).not.toThrow();
  expect(() => requireChosen(choices, stored)).toThrow(
    'SGD-warmup-s1.json was run with optimizer.factor 30, but 100 was chosen for the row SGD',
  );
});
