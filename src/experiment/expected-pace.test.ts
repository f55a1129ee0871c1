import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { writeResult } from '../results/store.ts';
import { givenPace } from './expected-pace.ts';
import { planExperiment } from './plan.ts';

const configOf = (protocol: string) =>
  planExperiment('experiments/table1.yaml', {
    protocol: `configs/protocols/${protocol}.yaml`,
    rows: ['A'],
    arms: ['none'],
  }).runs[0]!.config;

/** The paper's model, in batches of 4,096 positions a side. */
const PAPER = configOf('paper');

const BASE = { encoderLayers: 6, decoderLayers: 6, dModel: 512, dFeedForward: 2048 };

const course = (...stepMs: number[]) => ({
  ready: { device: 'some GPU', library: 'a library' },
  turn: { stepMs, losses: stepMs },
});

/** A record as `bench/step/device.ts` writes it, with what is not read left out. */
const record = (measurements: object[]) => ({
  format: 1,
  batch: { sentences: 32, length: 32 },
  shapes: [
    { name: 'small', model: { ...BASE, dModel: 128 } },
    { name: 'base', model: BASE },
  ],
  measurements,
});

const folder = temporaryFolder();
const file = () => folder('record.json');
const write = (value: unknown) => writeFileSync(file(), JSON.stringify(value));

describe('a record of a device', () => {
  it('counts at the size of the model, in proportion to the positions of a batch', () => {
    write(
      record([
        { shape: 'small', device: course(1) },
        { shape: 'base', optimizer: 'adam', device: course(100, 110) },
        { shape: 'base', optimizer: 'adafactor', device: course(120, 900, 115) },
      ]),
    );
    // The median of all five, for 1,024 positions; a batch has 4,096.
    const expected = {
      secondsAStep: 0.115 * 4,
      testSeconds: 0,
      record: file(),
      device: 'some GPU',
    };
    expect(givenPace(file(), PAPER)).toEqual(expected);
  });

  it.each([
    ['another size', [{ shape: 'small', device: course(1) }]],
    ['a device that did not get there', [{ shape: 'base', problem: 'out of memory' }]],
    ['a device that took no step', [{ shape: 'base', device: course() }]],
  ])('says nothing of %s', (_what, measurements) => {
    write(record(measurements));
    expect(() => givenPace(file(), PAPER)).toThrow(
      /no step times at the size of the protocol paper, d 512, .*its shapes are small \(d 128.*base/,
    );
  });
});

describe('the result of a run', () => {
  const result = exampleResult();

  it('counts with its test set, on whatever machine it was made', () => {
    const timing = { ...result.timing, trainingSeconds: 50, testSeconds: 7 };
    writeResult(file(), { result: { ...result, timing } });
    expect(givenPace(file(), configOf('demo'))).toEqual({
      secondsAStep: 50 / result.training.steps,
      testSeconds: 7,
      record: file(),
      device: 'a processor',
    });
  });

  it('is refused under another protocol', () => {
    writeResult(file(), { result });
    expect(() => givenPace(file(), PAPER)).toThrow('is a run under demo; expected one under paper');
  });
});

it.each([
  [{}, 'is neither a record of `make bench-device` nor the result of a run'],
  [[], 'expected a JSON object'],
])('refuses %j', (value, message) => {
  write(value);
  expect(() => givenPace(file(), PAPER)).toThrow(message);
});
