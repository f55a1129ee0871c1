import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { finish } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { checkpointPath } from '../checkpoint/store.ts';
import type { RunConfig } from '../config/run-config.ts';
import { checkpointFolder } from '../train/resume.ts';
import { type PlannedRun, planExperiment } from './plan.ts';
import { runFolder } from './run-files.ts';
import { doneTraining } from './same-training.ts';

const folder = temporaryFolder();
const folders = () => ({ runs: folder('runs'), results: folder('results') });

const [done] = planExperiment('experiments/table2.yaml', { rows: ['A'] }).runs as [PlannedRun];
const { config } = done;
const { training, evaluation } = config;

/** Leaves the folder of `run` as training leaves it that has come to `step`. */
function leave(run: PlannedRun, step: number): void {
  const path = checkpointPath(checkpointFolder(runFolder(folders().runs, run)), step);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  const file = `${runFolder(folders().runs, run)}/config.json`;
  writeFileSync(file, JSON.stringify(run.config));
}

function finishTraining(run: PlannedRun): void {
  leave(run, run.config.training.steps);
  finish(folders().results, run);
}

const greedy: RunConfig = {
  ...config,
  protocol: 'greedy',
  evaluation: { ...evaluation, search: { kind: 'greedy', extraLength: 5, sentences: 8 } },
};

it.each<[string, RunConfig]>([
  ['the same one', config],
  ['one with another search and name', greedy],
  ['one with another tokenizer', { ...config, evaluation: { ...evaluation, tokenize: 'intl' } }],
])('finds the training of %s', (_, wanted) => {
  finishTraining(done);
  expect(doneTraining(folders(), wanted)?.folder).toBe(runFolder(folders().runs, done));
});

it.each<[string, RunConfig]>([
  ['another seed', { ...config, training: { ...training, seed: training.seed + 1 } }],
  ['another end', { ...config, training: { ...training, stopAt: { steps: 5 } } }],
  ['other scores on the way', { ...greedy, evaluation: { ...greedy.evaluation, bleuEvery: 5 } }],
])('finds none for a run with %s', (_, wanted) => {
  finishTraining(done);
  expect(doneTraining(folders(), wanted)).toBeUndefined();
});

it('finds none that has no result, or not the last step', () => {
  expect(doneTraining(folders(), config)).toBeUndefined();
  leave(done, training.steps);
  expect(doneTraining(folders(), config)).toBeUndefined();
  const other = { ...done, config: { ...config, protocol: 'other' } };
  leave(other, training.steps - 1);
  finish(folders().results, other);
  expect(doneTraining(folders(), config)).toBeUndefined();
});
