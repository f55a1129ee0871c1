import { mkdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { range } from 'd3-array';
import { z } from 'zod';
import { readIfValid } from '../../config/json-file.ts';
import { requireWritable, writeWholeFile } from '../../platform/atomic-write.ts';
import { UserError } from '../../platform/errors.ts';
import type { Pace } from '../pace.ts';
import type { PlannedExperiment } from '../plan.ts';
import { decidedRun, type Entry, unfinishedEntries } from '../queue.ts';
import { requireData } from '../required-data.ts';
import {
  largestArray,
  type QueuedJob,
  queuedJobs,
  requirePartition,
  slurm,
} from './slurm-commands.ts';
import { limitSeconds, type SlurmConfig } from './slurm-config.ts';
import { jobScript } from './slurm-script.ts';
import {
  cellName,
  type PlanFile,
  planPath,
  readPlan,
  submissionName,
  submissions,
  submissionsFolder,
  writePlan,
} from './submission.ts';

/** Time for a process to start, before it has taken a step. */
const START_SECONDS = 30;

const arraySchema = z.strictObject({
  job: z.string().describe('The number of the array in Slurm'),
  first: z.int().nonnegative().describe('The cell of its first job'),
  count: z.int().positive(),
});

const arraysSchema = z.strictObject({ arrays: z.array(arraySchema) });

type SubmittedArray = z.infer<typeof arraySchema>;

const arraysPath = (submission: string): string => join(submission, 'arrays.json');

/** What was submitted of it; where it was not to the end, what was is known by its name alone. */
const readArrays = (submission: string): SubmittedArray[] =>
  readIfValid(arraysSchema, arraysPath(submission))?.arrays ?? [];

/** A cell of an experiment that a cluster has not ended yet. */
type SubmittedCell = { readonly name: string; readonly job: QueuedJob };

/** The numbers of all arrays that were submitted of an experiment. */
function submittedArrays(runs: string, plan: PlannedExperiment): string[] {
  return submissions(runs, plan).flatMap((each) => readArrays(each).map(({ job }) => job));
}

/** The cells of all that was submitted of an experiment which wait or run. */
export async function submittedCells(
  runs: string,
  plan: PlannedExperiment,
): Promise<SubmittedCell[]> {
  const jobs = await queuedJobs(submittedArrays(runs, plan));
  return submissions(runs, plan).flatMap((submission) => {
    const { cells } = readPlan(planPath(submission));
    return readArrays(submission).flatMap(({ job: array, first }) =>
      jobs.flatMap((job) => {
        const [number, index] = job.id.split('_');
        const cell = number === array ? cells[first + Number(index)] : undefined;
        return cell === undefined ? [] : [{ name: cell.name, job }];
      }),
    );
  });
}

/**
 * Divides what is to be done into arrays no longer than `longest`: first all that can be done at once,
 * then the runs whose number is not chosen before the trials among the first have ended, which wait.
 *
 * @returns the cells in the order of their indices, and the arrays without what they wait for
 */
export function divide(
  todo: readonly Entry[],
  results: string,
  longest: number,
): {
  readonly cells: readonly Entry[];
  readonly arrays: readonly { first: number; count: number; waits: boolean }[];
} {
  const ready = todo.filter((entry) => decidedRun(entry, results) !== undefined);
  const waiting = todo.filter((entry) => !ready.includes(entry));
  const parts = (from: number, cells: number, waits: boolean) => {
    const most = Math.max(1, Math.min(longest, cells));
    return range(0, cells, most).map((at) => ({
      first: from + at,
      count: Math.min(most, cells - at),
      waits,
    }));
  };
  return {
    cells: [...ready, ...waiting],
    arrays: [...parts(0, ready.length, false), ...parts(ready.length, waiting.length, true)],
  };
}

/**
 * @throws UserError where a job would not come from one checkpoint to the next in its time
 */
export function requireTime(
  { time, signalSeconds }: SlurmConfig,
  pace: Pace | undefined,
  checkpointEvery: number,
): void {
  if (pace === undefined) return;
  const usable = limitSeconds(time) - signalSeconds - START_SECONDS;
  const needed = checkpointEvery * pace.secondsAStep;
  if (needed <= usable) return;
  throw new UserError(
    `time ${time}: ${checkpointEvery} steps from one checkpoint to the next take about ` +
      `${Math.ceil(needed)} s here, and a job has ${Math.max(0, Math.floor(usable))} s before it is ` +
      'told to stop; give it more (--slurm time=HH:MM:SS) or save more often (--checkpoint-every)',
  );
}

type SubmitOptions = {
  readonly config: SlurmConfig;
  readonly pace: Pace | undefined;
  /** What the jobs need to know; see `PlanFile`. */
  readonly plan: Pick<PlanFile, 'experiment' | 'options' | 'settings'>;
  /** The command line of `sublinear`. */
  readonly program: readonly string[];
};

/** What was, or would be, handed to Slurm. */
export type Submitted = {
  readonly folder: string;
  /** The numbers of the arrays; none where nothing was submitted. */
  readonly jobs: readonly string[];
  readonly scripts: readonly string[];
  readonly cells: number;
  /** Cells that were left out, as they wait or run already. */
  readonly underWay: number;
};

/**
 * Hands every run of `plan` that has no result, and is not in the queue, to Slurm: an array of jobs,
 * one for each run. The plan, the scripts and the logs are in a folder below that of the runs.
 *
 * @param dry makes the scripts only; asks the cluster for nothing
 * @throws UserError before anything is submitted, where data is missing, a result is not valid, the
 *   time limit is too short, or Slurm is missing or refuses
 */
export async function submitExperiment(
  plan: PlannedExperiment,
  { config, pace, plan: planned, program }: SubmitOptions,
  dry: boolean,
): Promise<Submitted> {
  const { results, runs, checkpoints } = planned.settings;
  const { entries } = unfinishedEntries(plan, results);
  for (const { run } of entries) requireData(run.config);
  requireTime(config, pace, checkpoints.every);
  const queued = dry ? [] : await submittedCells(runs, plan);
  const names = new Set(queued.map(({ name }) => name));
  if (!dry && config.partition !== undefined) await requirePartition(config.partition);
  const folder = resolve(submissionsFolder(runs, plan), submissionName());
  const left = entries.filter((entry) => !names.has(cellName(entry)));
  const longest = dry ? Number.POSITIVE_INFINITY : await largestArray();
  const name = parse(planned.experiment).name;
  const { cells, arrays } = divide(left, results, longest);
  const done = { folder, cells: left.length, underWay: entries.length - left.length };
  const scripts: string[] = [];
  const jobs: string[] = [];
  if (left.length === 0) return { ...done, jobs, scripts };
  if (!dry) {
    requireWritable(results);
    mkdirSync(join(folder, 'logs'), { recursive: true });
    const { requeuesWithoutProgress } = config;
    writePlan(folder, cells, { ...planned, requeuesWithoutProgress });
  }
  const submitted: SubmittedArray[] = [];
  for (const [i, { first, count, waits }] of arrays.entries()) {
    const array = { name, folder, first, count, after: waits ? [...jobs] : [] };
    const script = jobScript(config, array, program);
    scripts.push(script);
    if (dry) continue;
    const path = join(folder, `array-${i + 1}.sh`);
    writeWholeFile(path, [script]);
    const job = (await slurm('sbatch', ['--parsable', path])).split(';')[0]!;
    jobs.push(job);
    submitted.push({ job, first, count });
    // After each one, so that what was submitted is known whatever happens next.
    writeWholeFile(arraysPath(folder), [`${JSON.stringify({ arrays: submitted }, null, 2)}\n`]);
  }
  return { ...done, jobs, scripts };
}
