import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { finish } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { runName } from '../results/run-name.ts';
import { planExperiment } from './plan.ts';
import { createQueue, type Next, orderedEntries, unfinishedEntries } from './queue.ts';
import type { TuningResult } from './tuning.ts';

const plan = planExperiment('test/support/tuned.yaml', { rows: ['SGD', 'Adam'], seeds: [11, 12] });
const [sgd] = plan.tunings;

const results = temporaryFolder();
let chosen: TuningResult[];

beforeEach(() => {
  chosen = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const queueOf = (entries = orderedEntries(plan)) =>
  createQueue(entries, plan.tunings, results(), (result) => chosen.push(result));

const nameOf = (next: Next) => (next.kind === 'run' ? runName(next.run) : next.kind);

it('has the trials of a row before its first run, and the rest in the order of the plan', () => {
  const trials = (row: string) =>
    [0.1, 0.3, 1, 3, 10].map((factor) => `${row}-warmup-x${factor}-s11`);
  expect(orderedEntries(plan).map(({ run }) => runName(run))).toEqual([
    ...trials('SGD'),
    'SGD-warmup-s11',
    ...trials('Adam'),
    'Adam-warmup-s11',
    'SGD-warmup-s12',
    'Adam-warmup-s12',
  ]);
});

it('holds the runs of a row back until its trials have chosen, and lets others pass', () => {
  const queue = queueOf();
  const given = Array.from({ length: 10 }, () => nameOf(queue.next()));
  expect(given.every((name) => name.includes('-x'))).toBe(true);
  expect(queue.next()).toEqual({ kind: 'wait', milliseconds: Number.POSITIVE_INFINITY });
  expect(chosen).toEqual([]);

  for (const [i, run] of sgd!.candidates.entries())
    finish(results(), run, { logPerplexity: 5 - i });
  const next = queue.next();
  expect(nameOf(next)).toBe('SGD-warmup-s11');
  expect(next.kind === 'run' && next.run.config.optimizer).toEqual({ name: 'sgd', factor: 200 });
  expect(nameOf(queue.next())).toBe('SGD-warmup-s12');
  expect(chosen.map(({ row }) => row)).toEqual(['SGD']);
  expect(nameOf(queue.next())).toBe('wait');
  expect(queue.clear().map(({ run }) => runName(run))).toEqual([
    'Adam-warmup-s11',
    'Adam-warmup-s12',
  ]);
  expect(nameOf(queue.next())).toBe('empty');
});

it('gives a run that is put back after the others, and not before its time', () => {
  vi.useFakeTimers();
  const queue = queueOf(orderedEntries(plan).slice(0, 2));
  const first = queue.next();
  if (first.kind !== 'run') return expect.unreachable();
  first.entry.notBefore = Date.now() + 5000;
  queue.putBack(first.entry);
  expect(nameOf(queue.next())).toBe('SGD-warmup-x0.3-s11');
  expect(queue.next()).toEqual({ kind: 'wait', milliseconds: 5000 });
  vi.advanceTimersByTime(5000);
  expect(nameOf(queue.next())).toBe('SGD-warmup-x0.1-s11');
});

it('leaves out what has a result', () => {
  for (const run of sgd!.candidates) finish(results(), run);
  const { entries, done } = unfinishedEntries(plan, results());
  expect(done).toBe(5);
  expect(entries.map(({ run }) => runName(run))).toEqual(
    orderedEntries(plan)
      .slice(5)
      .map(({ run }) => runName(run)),
  );
});

it('knows which run a trial will turn out to be', () => {
  const same = orderedEntries(plan).filter(({ coveredByTrial }) => coveredByTrial);
  expect(same.map(({ run }) => runName(run))).toEqual(['SGD-warmup-s11', 'Adam-warmup-s11']);
});

it('has as many runs as the table of experiments says', () => {
  const listed = [
    ...readFileSync('experiments/README.md', 'utf8').matchAll(
      /^\| \[`([\w-]+)\.yaml`\].* (\d+) \|$/gm,
    ),
  ];
  const files = readdirSync('experiments').filter((name) => name.endsWith('.yaml'));
  expect(listed.map(([, name]) => `${name}.yaml`).toSorted()).toEqual(files.toSorted());
  for (const [, name, count] of listed) {
    const planned = planExperiment(`experiments/${name}.yaml`, { seeds: [11] });
    const own = orderedEntries(planned).filter(
      ({ run, coveredByTrial }) =>
        run.cell.experiment === planned.experiment.experiment && !coveredByTrial,
    );
    expect([name, own.length]).toEqual([name, Number(count)]);
  }
});
