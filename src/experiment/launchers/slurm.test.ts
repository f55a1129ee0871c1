import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finish } from '../../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { writeCheckpoint } from '../../checkpoint/store.ts';
import { validate } from '../../config/validate.ts';
import { loadYaml } from '../../config/yaml-file.ts';
import { checkpointFolder } from '../../train/resume.ts';
import { type PlannedExperiment, planExperiment } from '../plan.ts';
import { orderedEntries } from '../queue.ts';
import { runFolder } from '../run-files.ts';
import { divide, requireTime } from './slurm.ts';
import { parseQueue } from './slurm-commands.ts';
import { limitSeconds, type SlurmConfig, slurmSchema } from './slurm-config.ts';
import { countStop } from './slurm-job.ts';
import { jobScript } from './slurm-script.ts';
import {
  jobPart,
  planPath,
  readPlan,
  requireShared,
  selectionOf,
  writePlan,
} from './submission.ts';

const FILE = 'configs/launchers/slurm.yaml';
const CONFIG: SlurmConfig = validate(slurmSchema, loadYaml(FILE), FILE);

const folder = temporaryFolder();

it.each([
  ['90', 90 * 60],
  ['90:30', 90 * 60 + 30],
  ['01:02:03', 3723],
  ['2-3', 51 * 3600],
  ['2-03:04', 51 * 3600 + 240],
  ['2-03:04:05', 51 * 3600 + 245],
  ['soon', 0],
  ['1:2:3:4', 0],
])('the time limit %s is %i seconds', (text, seconds) => {
  expect(limitSeconds(text)).toBe(seconds);
});

it('words that a script would read otherwise are refused', () => {
  const refusal = (change: object) => slurmSchema.safeParse({ ...CONFIG, ...change }).success;
  expect(refusal({ partition: 'main,gpu' })).toBe(true);
  expect(refusal({ partition: 'main; rm' })).toBe(false);
  expect(refusal({ gres: 'gpu:"1"' })).toBe(false);
  expect(refusal({ time: '4', signalSeconds: 120 })).toBe(false);
});

it('numbers are words too', () => {
  const config = { ...CONFIG, memory: 16000, time: 90 };
  expect(slurmSchema.parse(config)).toMatchObject({ memory: '16000', time: '90' });
  expect(slurmSchema.safeParse({ ...CONFIG, memory: -1 }).success).toBe(false);
  // YAML has dropped the zeros of 00123 by then.
  expect(slurmSchema.safeParse({ ...CONFIG, account: 123 }).success).toBe(false);
});

it('names and folders with spaces, quotes and per cent signs reach sbatch as they are', () => {
  const array = { name: 'my "table"', folder: '/100% of/runs', first: 0, count: 1, after: [] };
  const lines = jobScript(CONFIG, array, ['sublinear']).split('\n');
  expect(lines).toContain('#SBATCH --job-name="my \\"table\\""');
  expect(lines).toContain('#SBATCH --output="/100%% of/runs/logs/%A_%a.log"');
});

it('a script asks for what the configuration says, and quotes its words', () => {
  const array = {
    name: 'table1',
    folder: "/it's/here",
    first: 1000,
    count: 5,
    after: ['17', '18'],
  };
  const config = { ...CONFIG, partition: 'gpu', setup: ['module load nodejs'] };
  const script = jobScript(config, array, ['/usr/bin/node', 'sub linear.mjs']);
  for (const line of [
    '#SBATCH --array=0-4%16',
    '#SBATCH --time=04:00:00',
    '#SBATCH --signal=USR1@120',
    '#SBATCH --requeue',
    '#SBATCH --open-mode=append',
    '#SBATCH --partition=gpu',
    '#SBATCH --dependency=afterany:17:18',
    'module load nodejs',
    "srun --cpus-per-task=4 '/usr/bin/node' 'sub linear.mjs' 'slurm-job' '/it'\\''s/here/plan.json' $((SLURM_ARRAY_TASK_ID + 1000))",
  ]) {
    expect(script.split('\n')).toContain(line);
  }
  expect(script).not.toContain('--account');
});

it('runs of tuned rows come after their trials, in arrays as long as may be', () => {
  const plan = planExperiment('experiments/sm3.yaml', {
    rows: ['SM3II', 'A'],
    seeds: [11],
  });
  const results = folder('results');
  const entries = orderedEntries(plan);
  const { cells, arrays } = divide(entries, results, 2);
  expect(cells).toHaveLength(entries.length);
  expect(arrays.map(({ first, count, waits }) => [first, count, waits])).toEqual([
    [0, 2, false],
    [2, 2, false],
    [4, 2, false],
    [6, 1, false],
    [7, 2, true],
  ]);
  for (const { first, count, waits } of arrays) {
    for (const { tuning } of cells.slice(first, first + count)) {
      expect(tuning !== undefined).toBe(waits);
    }
  }
  for (const candidate of plan.tunings[0]!.candidates) finish(results, candidate);
  const decided = divide(entries, results, 100);
  expect(decided.arrays).toMatchObject([{ first: 0, count: 9, waits: false }]);
});

it('a time limit without room for a checkpoint is refused', () => {
  const pace = { secondsAStep: 2, testSeconds: 1, runs: 1 };
  const config = { ...CONFIG, time: '10' };
  expect(() => requireTime(config, pace, 300)).toThrow(
    'time 10: 300 steps from one checkpoint to the next take about 600 s here, and a job has 450 s',
  );
  requireTime(config, pace, 200);
  requireTime(config, undefined, 300);
});

it('the queue is read, without jobs that are no part of an array', () => {
  expect(
    parseQueue('17_3|RUNNING|n1|9:59|None\n18|PENDING||10:00|Priority\n17_4|PENDING||10:00|(x)'),
  ).toEqual([
    { id: '17_3', state: 'RUNNING', node: 'n1', timeLeft: '9:59', reason: 'None' },
    { id: '17_4', state: 'PENDING', node: '', timeLeft: '10:00', reason: '(x)' },
  ]);
});

describe('a plan that was submitted', () => {
  const write = (experiment: string, planned?: PlannedExperiment) => {
    const plan = planned ?? planExperiment(experiment, { rows: ['A', 'O'] });
    const settings = {
      ...{ results: folder('results'), runs: folder('runs'), retries: 1 },
      ...{ backend: { backend: 'auto' as const }, executor: 'auto' as const },
      ...{ checkpoints: { resume: true, every: 500, keep: 2 }, tensorboard: false },
    };
    const rest = { experiment, options: selectionOf(plan), settings, requeuesWithoutProgress: 3 };
    writePlan(folder(), orderedEntries(plan), rest);
    return readPlan(planPath(folder()));
  };

  it('gives each job its cell', () => {
    const plan = write('experiments/table1.yaml');
    const cells = plan.cells.map((_cell, index) => jobPart(plan, index).part.runs);
    expect(cells.map(([run]) => `${run!.cell.row} ${run!.cell.arm}`)).toEqual([
      'A warmup',
      'A none',
      'O warmup',
      'O none',
    ]);
    expect(() => jobPart(plan, 4)).toThrow('there is no cell 4 in the plan, which has 4');
  });

  it('gives each job its cell in a round of runs that open claims need', () => {
    const whole = planExperiment('experiments/table1.yaml', { seeds: [3, 4] });
    const runs = whole.runs.filter(({ cell, seed }) => cell.row === 'O' && seed === 4);
    const plan = write('experiments/table1.yaml', { ...whole, runs });
    expect(plan.cells.map(({ name }) => name)).toEqual(['table1 O-warmup-s4', 'table1 O-none-s4']);
    expect(jobPart(plan, 1).part.runs).toEqual([runs[1]]);
  });

  it('is refused where the experiment has changed since', () => {
    const experiment = folder('changing.yaml');
    const from = (changes: string) =>
      writeFileSync(
        experiment,
        `extends: ${join(process.cwd(), 'experiments/table1.yaml')}\n` +
          `protocol: ${join(process.cwd(), 'configs/protocols/demo.yaml')}\n${changes}\n`,
      );
    from('seeds: [1]');
    const plan = write(experiment);
    jobPart(plan, 0);
    from('arms: { warmup: { config: { training: { steps: 77 } } } }');
    expect(() => jobPart(plan, 0)).toThrow(/table1 A-warmup-s1 has another configuration now/);
    jobPart(plan, 1);
    from('rows: { A: { arms: [none] } }\nclaims: []\ntarget: { row: O, arm: warmup }');
    expect(() => jobPart(plan, 0)).toThrow(/table1 A-warmup-s1 is not in it any more/);
  });

  it('is refused on a node with other folders of the same names', () => {
    const plan = write('experiments/table1.yaml');
    requireShared(plan, 'n1');
    rmSync(folder('results'), { recursive: true });
    mkdirSync(folder('results'));
    expect(() => requireShared(plan, 'n1')).toThrow(/results on n1 is not the folder of that name/);
  });

  it('marks each shared folder with one file, however often something is submitted', () => {
    const marks = () =>
      ['runs', 'results'].map((name) =>
        readdirSync(folder(name)).filter((file) => file.startsWith('.')),
      );
    const [first, second] = [write('experiments/table1.yaml'), write('experiments/table1.yaml')];
    expect(marks()).toEqual([['.shared'], ['.shared']]);
    for (const plan of [first, second]) expect(() => requireShared(plan, 'n1')).not.toThrow();
  });

  it('refuses a folder that was copied before the plan was submitted', () => {
    write('experiments/table1.yaml');
    cpSync(folder('results'), folder('copy'), { recursive: true });
    const plan = write('experiments/table1.yaml');
    rmSync(folder('results'), { recursive: true });
    renameSync(folder('copy'), folder('results'));
    expect(() => requireShared(plan, 'n1')).toThrow(/results on n1 is not the folder of that name/);
  });

  it('lets a job be stopped without progress as often as it says, and no more', () => {
    const [run] = planExperiment('experiments/table1.yaml').runs;
    const runs = folder('runs');
    const stop = () => countStop(folder(), 3, { runs, run: run!, most: 2 });
    expect([stop(), stop(), stop()]).toEqual([undefined, undefined, undefined]);
    expect(stop()).toMatch(/^stopped 4 times at step 0 and is not queued again/);
    const checkpoints = checkpointFolder(runFolder(runs, run!));
    writeCheckpoint(checkpoints, { step: 5, tensors: {}, metadata: {} });
    expect(stop()).toBeUndefined();
    expect(JSON.parse(readFileSync(folder('stops', '3.json'), 'utf8'))).toEqual({
      step: 5,
      withoutProgress: 0,
    });
  });
});
