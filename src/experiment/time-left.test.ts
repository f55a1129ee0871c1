import { expect, it } from 'vitest';
import { planExperiment } from './plan.ts';
import { createTimeLeft } from './time-left.ts';

const { runs } = planExperiment('experiments/table1.yaml', {
  arms: ['none'],
  rows: ['A', 'G', 'B'],
});
const [a, g, b] = runs;
const STEPS = 1000;

/** A clock that stands until it is moved. */
function clock() {
  let seconds = 0;
  return { now: () => seconds * 1000, pass: (more: number) => (seconds += more) };
}

const PACE = { secondsAStep: 0.1, testSeconds: 20, runs: 5 };

it('goes by finished runs of before, then by those that end here', () => {
  const { now, pass } = clock();
  const time = createTimeLeft(runs, 1, PACE, now);
  expect(time.seconds()).toBeCloseTo(3 * 120);
  time.started(a!);
  time.progress(a!, 1);
  pass(200);
  time.progress(a!, STEPS / 2);
  expect(time.seconds()).toBeCloseTo(2.5 * 120);
  pass(200);
  time.progress(a!, STEPS);
  time.finished(a!);
  // It took 400 s, all told.
  expect(time.seconds()).toBeCloseTo(2 * 400);
});

it('goes by what is under way where nothing has ended, once it is past its first steps', () => {
  const { now, pass } = clock();
  const time = createTimeLeft(runs, 1, undefined, now);
  time.started(a!);
  time.progress(a!, 1);
  pass(10);
  time.progress(a!, 10);
  expect(time.seconds()).toBeUndefined();
  pass(40);
  time.progress(a!, 100);
  expect(time.seconds()).toBeCloseTo((900 + 2 * STEPS) * 0.5);
});

it('counts only the steps that a run did here, where it goes on from a checkpoint', () => {
  const { now, pass } = clock();
  const time = createTimeLeft(runs, 1, undefined, now);
  time.started(a!);
  time.progress(a!, 0);
  time.progress(a!, 501);
  pass(100);
  time.progress(a!, STEPS);
  time.finished(a!);
  expect(time.seconds()).toBeCloseTo(2 * STEPS * (100 / 500));
});

it('shares the work between workers, as far as runs can be shared', () => {
  const { now } = clock();
  expect(createTimeLeft(runs, 2, PACE, now).seconds()).toBeCloseTo(1.5 * 120);
  expect(createTimeLeft(runs, 8, PACE, now).seconds()).toBeCloseTo(120);
});

it('knows runs by cell and seed, and forgets those that were dropped', () => {
  const { now } = clock();
  const time = createTimeLeft(runs, 1, PACE, now);
  time.started({ ...a! });
  time.dropped({ ...a! }, true);
  expect(time.seconds()).toBeCloseTo(3 * 120);
  time.started(a!);
  time.dropped(a!, false);
  expect(time.seconds()).toBeCloseTo(2 * 120);
  // Its result was there already: it has taken no time, and says nothing of the others.
  time.finished(g!);
  time.finished(b!);
  expect(time.seconds()).toBe(0);
});
