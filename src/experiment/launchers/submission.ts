/*
 * What was handed to a cluster: a folder `<runs>/<experiment>/<protocol>/slurm/<id>/` with the plan,
 * fixed at submission, the scripts, the numbers of their jobs and the jobs' logs.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BACKENDS, EXECUTORS } from '../../backend/info.ts';
import { NUMERICS } from '../../backend/numerics.ts';
import { readJson } from '../../config/json-file.ts';
import { validate } from '../../config/validate.ts';
import { appendToFile, requireWritable, writeWholeFile } from '../../platform/atomic-write.ts';
import { UserError } from '../../platform/errors.ts';
import { runName } from '../../results/run-name.ts';
import { type PlannedExperiment, planExperiment } from '../plan.ts';
import { type Entry, orderedEntries } from '../queue.ts';

const cellSchema = z.strictObject({
  name: z.string().describe('Its experiment and its name'),
  planned: z.string().describe('SHA-256 of all that it is planned to do, before any tuning'),
});

const planFileSchema = z.strictObject({
  format: z.literal(1).describe('The version of this format'),
  submitted: z.iso.datetime().describe('When it was submitted, in UTC'),
  token: z.string().describe('A line of the file that marks each shared folder'),
  experiment: z.string().describe('The experiment YAML'),
  options: z
    .strictObject({
      protocol: z.string().optional(),
      overrides: z.array(z.string()).optional(),
      rows: z.array(z.string()).optional(),
      arms: z.array(z.string()).optional(),
      seeds: z.array(z.int()).optional(),
    })
    .describe('What was selected of it'),
  settings: z
    .strictObject({
      results: z.string(),
      runs: z.string(),
      retries: z.int().nonnegative(),
      backend: z.strictObject({
        backend: z.enum(['auto', ...BACKENDS]),
        threads: z.int().positive().optional(),
        numerics: z.enum(NUMERICS).optional(),
      }),
      executor: z.enum(['auto', ...EXECUTORS]),
      checkpoints: z.strictObject({
        resume: z.boolean(),
        every: z.int().positive(),
        keep: z.int().positive(),
      }),
      tensorboard: z.boolean(),
    })
    .describe('How the runs are done'),
  requeuesWithoutProgress: z.int().nonnegative(),
  cells: z.array(cellSchema).describe('By the index of a job'),
});

/** A plan as it was submitted. */
export type PlanFile = z.infer<typeof planFileSchema>;

export const planPath = (submission: string): string => join(submission, 'plan.json');

/** The name of a cell in a plan. */
export const cellName = ({ run }: Entry): string => `${run.cell.experiment} ${runName(run)}`;

function cellOf(entry: Entry): PlanFile['cells'][number] {
  const planned = createHash('sha256').update(JSON.stringify(entry.run)).digest('hex');
  return { name: cellName(entry), planned };
}

/** What to select of an experiment to have every run of `plan`, however its runs were chosen. */
export function selectionOf({ experiment, runs }: PlannedExperiment) {
  return {
    rows: Object.keys(experiment.rows),
    arms: Object.keys(experiment.arms),
    seeds: [...new Set(runs.map(({ seed }) => seed))],
  };
}

/** The folder of all submissions of an experiment under a protocol. */
export function submissionsFolder(runs: string, plan: PlannedExperiment): string {
  return join(runs, plan.experiment.experiment, plan.protocol, 'slurm');
}

/** The folders of what was submitted, the first one first. */
export function submissions(runs: string, plan: PlannedExperiment): string[] {
  const folder = submissionsFolder(runs, plan);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
    .filter((submission) => existsSync(planPath(submission)));
}

/** A name for a submission that sorts by time. */
export function submissionName(now: Date = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  return `${time}-${randomBytes(3).toString('hex')}`;
}

/** The tokens of the submissions that nodes must share a folder with, a line each. */
const tokensPath = (folder: string): string => join(folder, '.shared');

/** Writes the plan, and its token into each folder that nodes must share with this machine. */
export function writePlan(
  submission: string,
  entries: readonly Entry[],
  rest: Omit<PlanFile, 'format' | 'submitted' | 'token' | 'cells'>,
): PlanFile {
  const token = randomBytes(8).toString('hex');
  const plan: PlanFile = {
    format: 1,
    submitted: new Date().toISOString(),
    token,
    ...rest,
    cells: entries.map(cellOf),
  };
  for (const folder of [rest.settings.runs, rest.settings.results]) {
    requireWritable(folder);
    appendToFile(tokensPath(folder), `${token}\n`);
  }
  writeWholeFile(planPath(submission), [`${JSON.stringify(plan, null, 2)}\n`]);
  return plan;
}

/**
 * Reads a submitted plan.
 *
 * @throws UserError where it is not there or not valid
 */
export function readPlan(path: string): PlanFile {
  return validate(planFileSchema, readJson(path), path);
}

/**
 * Makes sure that this machine sees the folders that the plan was submitted with.
 *
 * @throws UserError where one is another
 */
export function requireShared({ token, settings }: PlanFile, host: string): void {
  for (const folder of [settings.runs, settings.results]) {
    const path = tokensPath(folder);
    if (existsSync(path) && readFileSync(path, 'utf8').split('\n').includes(token)) continue;
    throw new UserError(
      `${folder} on ${host} is not the folder of that name where the plan was submitted: ` +
        `${path} does not have the token ${token}; put it on a disk that all nodes share`,
    );
  }
}

/** The part of an experiment that one job does. */
type JobPart = { readonly entry: Entry; readonly part: PlannedExperiment };

/**
 * The cell of a job by its index.
 *
 * @throws UserError where there is no such cell, or the experiment has changed since
 */
export function jobPart(file: PlanFile, index: number): JobPart {
  const cell = file.cells[index];
  if (cell === undefined) {
    throw new UserError(`there is no cell ${index} in the plan, which has ${file.cells.length}`);
  }
  const plan = planExperiment(file.experiment, file.options);
  const entry = orderedEntries(plan).find((each) => cellName(each) === cell.name);
  if (entry === undefined || cellOf(entry).planned !== cell.planned) {
    throw new UserError(
      `the plan no longer fits ${file.experiment}: ${cell.name} ` +
        `${entry === undefined ? 'is not in it any more' : 'has another configuration now'}; ` +
        'submit the experiment again, or restore its files',
    );
  }
  const tunings = entry.tuning === undefined ? [] : [entry.tuning];
  return { entry, part: { ...plan, runs: [entry.run], tunings } };
}
