import { expect, it } from 'vitest';
import { finish } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { writeCheckpoint } from '../checkpoint/store.ts';
import { describePlan } from '../cli/plan-report.ts';
import { takeLease } from '../platform/lease.ts';
import { recordFailure } from '../train/failure.ts';
import { checkpointFolder } from '../train/resume.ts';
import { planExperiment } from './plan.ts';
import { planStatus } from './plan-status.ts';
import { runFolder } from './run-files.ts';

const PACE = { secondsAStep: 0.1, testSeconds: 20, runs: 5 };

const folder = temporaryFolder();

const options = () => ({
  results: folder('results'),
  runs: folder('runs'),
  workers: 2,
  pace: PACE,
});

it('tells how each run stands, and what is left of it', async () => {
  const plan = planExperiment('experiments/table1.yaml', { arms: ['none'] });
  const { results, runs } = options();
  const [done, begun, underWay, failed] = plan.runs;
  const save = (run: typeof begun, step: number) =>
    writeCheckpoint(checkpointFolder(runFolder(runs, run!)), { step, tensors: {}, metadata: {} });
  finish(results, done!);
  save(begun, 250);
  save(underWay, 500);
  save(failed, 750);
  recordFailure(runFolder(runs, failed!), 'no memory\nand a stack');
  const lease = await takeLease(runFolder(runs, underWay!));
  const listed = planStatus(plan, options());
  lease.release();

  expect(listed).toMatchObject({ experiment: 'table1', protocol: 'demo', done: 1 });
  expect(listed.runs.map(({ name, state, seconds }) => [name, state, seconds])).toEqual([
    ['A-none-s1', { kind: 'done' }, undefined],
    ['G-none-s1', { kind: 'begun', step: 250 }, 95],
    ['B-none-s1', { kind: 'underWay', step: 500 }, 70],
    ['J-none-s1', { kind: 'failed', step: 750, message: 'no memory\nand a stack' }, 45],
    ['O-none-s1', { kind: 'todo' }, 120],
  ]);
  expect(listed.seconds).toBe((95 + 70 + 45 + 120) / 2);
  expect(listed.nodeHours).toBe((95 + 70 + 45 + 120) / 3600);

  const text = describePlan(listed);
  expect(text).toContain('table1 under demo: 5 runs, 1 done, 4 to do.');
  expect(text).toContain('| failed, 750 of 1000 steps saved: no memory ');
  expect(text).toContain('About 2m 45s with 2 at a time, going by 5 finished runs under demo');
});

it('names the experiment of a cell that is taken from another one, and counts trials once', () => {
  const plan = planExperiment('experiments/sm3.yaml', {
    protocol: 'configs/protocols/demo.yaml',
    rows: ['SM3II', 'A'],
    arms: ['warmup'],
    seeds: [11],
  });
  const listed = planStatus(plan, options());
  expect(listed.runs.map(({ name, seconds }) => [name, seconds])).toEqual([
    ['SM3II-warmup-x0.3-s11', 120],
    ['SM3II-warmup-x1-s11', 120],
    ['SM3II-warmup-x3-s11', 120],
    ['SM3II-warmup-x6-s11', 120],
    ['SM3II-warmup-x12-s11', 120],
    ['SM3II-warmup-s11', undefined],
    ['A-warmup-s11', 120],
  ]);
  const text = describePlan(listed);
  expect(text).toMatch(/SM3II-warmup-s11 +\| to do, when its rate is chosen/);
  expect(text).toMatch(/table2: A-warmup-s11 +\| to do/);
});

it('says that the cost is not known, or that nothing is left', () => {
  const plan = planExperiment('experiments/table1.yaml', { rows: ['A'], arms: ['none'] });
  const unknown = planStatus(plan, { ...options(), pace: undefined });
  expect(unknown.seconds).toBeUndefined();
  expect(unknown.nodeHours).toBeUndefined();
  expect(describePlan(unknown)).toContain('no run under demo has ended on this machine');
  finish(options().results, plan.runs[0]!);
  expect(describePlan(planStatus(plan, options()))).toContain('Nothing is left to do.');
});

it.each([
  [{ runs: 1 }, 'going by 1 finished run under demo on this machine.'],
  [{ run: 'A-none-s1', steps: 40 }, 'going by 40 steps of A-none-s1, without the test set, whose'],
  [
    { record: 'device.json', device: 'some GPU' },
    'device.json, measured on some GPU, without eval',
  ],
])('says what the cost goes by, and the node-hours: %#', (source, words) => {
  const plan = planExperiment('experiments/table1.yaml', { rows: ['A', 'O'], arms: ['none'] });
  const pace = { secondsAStep: 9, testSeconds: 0, ...source };
  const text = describePlan(planStatus(plan, { ...options(), pace }));
  expect(text).toContain(words);
  // 1,000 steps a run.
  expect(text).toContain('About 2h 30m with 2 at a time');
  expect(text).toContain('One after the other about 5 hours: ');
});
