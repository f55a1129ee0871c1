import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { named, SHAPES } from '../harness/shapes.ts';
import { partsOf } from './allotment.ts';
import {
  type Course,
  earlierMeasurements,
  exitCodeOf,
  finishedCourse,
  type Measurement,
  verdict,
  withOutcome,
} from './record.ts';

const shapes = [named('shape', 'tiny', SHAPES)];
const parts = partsOf(shapes);
const [adamDevice, adamCompared, adamProcessor, adafactorDevice, , adafactorProcessor] = parts;

const course = (firstLoss: number, ...losses: (number | null)[]): Course => ({
  ready: {
    library: 'a library',
    device: 'a device',
    threads: 1,
    parameters: 9,
    firstStepMs: 5,
    firstLoss,
  },
  turn: { stepMs: losses.map(() => 1), losses, peakMemoryBytes: 1 },
});

/** What is compared of one optimiser. */
function pair(device: Course, processor: Course): Measurement {
  const compared = withOutcome(undefined, adamCompared!, { course: device });
  return withOutcome(compared, adamProcessor!, { course: processor });
}

describe('the difference of losses', () => {
  it('is over the first step and those that both took', () => {
    expect(pair(course(8, 4, 2, 1), course(8, 4, 2.5)).lossDifference).toBeCloseTo(0.2);
    expect(pair(course(8.8, 4, 2, 1), course(8, 4)).lossDifference).toBeCloseTo(0.1);
  });

  it('is infinite, null in JSON, where only one side has a number', () => {
    expect(pair(course(8, 4, null), course(8, 4, 2)).lossDifference).toBeNull();
    expect(pair(course(8, null), course(8, null)).lossDifference).toBe(0);
  });

  it('is not known of one side', () => {
    expect(
      withOutcome(undefined, adamCompared!, { course: course(8, 4) }).lossDifference,
    ).toBeUndefined();
  });
});

describe('the verdict', () => {
  const good = pair(course(8, 4), course(8, 4.0001));
  const adafactor = { ...good, optimizer: 'adafactor' } as const;

  it('is yes where all losses agree, and the exit code 0', () => {
    const found = verdict([good, adafactor], shapes);
    expect(found).toEqual({ parity: 'yes', problems: [] });
    expect(exitCodeOf(found)).toBe(0);
  });

  it('is no where some do not, and the exit code 1', () => {
    const bad = { ...pair(course(8, 4.1), course(8, 4)), optimizer: 'adafactor' } as const;
    const found = verdict([good, bad], shapes);
    expect(found.parity).toBe('no');
    expect(found.problems).toEqual([expect.stringContaining('tiny, adafactor: losses differ')]);
    expect(exitCodeOf(found)).toBe(1);
    const infinite = { ...adafactor, lossDifference: null };
    expect(verdict([good, infinite], shapes).parity).toBe('no');
  });

  it('is unknown where something is missing, which it names, and the exit code 75', () => {
    const problem = withOutcome(undefined, adafactorDevice!, { problem: 'out of memory' });
    const found = verdict([good, problem], shapes);
    expect(found).toEqual({
      parity: 'unknown',
      problems: ['tiny, adafactor, device: out of memory'],
    });
    expect(exitCodeOf(found)).toBe(75);
    expect(verdict([good], shapes).problems).toEqual(['tiny, adafactor: not reached']);
  });
});

describe('a later start', () => {
  const folder = temporaryFolder();
  const file = () => folder('result.json');

  const same = { commit: 'abc', adapter: 'some GPU', steps: 2, compared: 1, sentences: 32 };
  const slow = { problem: 'slow' };
  const measurements = [withOutcome(pair(course(8, 4, 2), course(8)), adamProcessor!, slow)];

  it('goes on with what is missing, and forgets the problem that it mends', () => {
    writeFileSync(file(), JSON.stringify({ format: 1, ...same, measurements }));
    const earlier = earlierMeasurements(file(), same);
    expect(earlier).toEqual(measurements);
    expect(finishedCourse(earlier, adamCompared!, 2)).toEqual(course(8, 4, 2));
    expect(finishedCourse(earlier, adamCompared!, 3)).toBeUndefined();
    expect(finishedCourse(earlier, adamDevice!, 1)).toBeUndefined();
    expect(finishedCourse(earlier, adamProcessor!, 1)).toBeUndefined();
    expect(finishedCourse(earlier, adafactorProcessor!, 1)).toBeUndefined();
    const mended = withOutcome(earlier[0], adamProcessor!, { course: course(8, 4) });
    expect(mended.problems).toEqual({});
    expect(mended.lossDifference).toBe(0);
  });

  it.each([
    ['another GPU', JSON.stringify({ ...same, adapter: 'another', measurements })],
    ['another program', JSON.stringify({ ...same, commit: 'def', measurements })],
    ['a broken file', '{'],
  ])('begins anew after %s', (_what, text) => {
    writeFileSync(file(), text);
    expect(earlierMeasurements(file(), same)).toEqual([]);
  });

  it('begins where there is no record', () => {
    expect(earlierMeasurements(file(), same)).toEqual([]);
  });
});
