import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { schedules } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { shownPoints } from '../../test/support/event-files.ts';
import { exampleResult } from '../../test/support/example-result.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { openTrainingEvents, stepSizes } from './events.ts';

const inFolder = temporaryFolder();

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const { bleu } = exampleResult().test!;

describe('the step sizes of a run', () => {
  it("are the schedule's", async () => {
    const sizes = await stepSizes(schedules.paperSchedule(true, 100), 100, 5);
    expect([...sizes.keys()]).toEqual(Array.from({ length: 20 }, (_, i) => 5 * (i + 1)));
    expect(sizes.get(5)).toBeCloseTo(0.005, 8);
    expect(sizes.get(10)).toBeCloseTo(0.01, 8);
    expect(sizes.get(40)).toBeCloseTo(0.005, 8);
  });

  it('are a thousand where there are more, at steps that the others have, too', async () => {
    const sizes = await stepSizes(schedules.paperSchedule(false, 100), 25_000, 10);
    expect(sizes.size).toBe(833);
    expect([...sizes.keys()].every((step) => step % 10 === 0)).toBe(true);
  });

  it('are none where none is asked for', async () => {
    expect(await stepSizes(schedules.paperSchedule(false, 100), 9, 10)).toEqual(new Map());
  });
});

it('shows each number of a run under its tag, and passes it on', async () => {
  const told: string[] = [];
  const say = (what: string) => () => {
    told.push(what);
  };
  const observer = { step: say('step'), loss: say('loss'), dev: say('dev'), devBleu: say('bleu') };
  const schedule = schedules.paperSchedule(false, 100);
  const events = await openTrainingEvents(inFolder(), 0, schedule, { steps: 20, logEvery: 10 });
  const shown = events.shown(observer);
  shown.step(1, 20);
  shown.loss({ step: 10, loss: 6.5, steps: 20, tokensPerSecond: 1000 });
  shown.loss({ step: 15, loss: 6.25, steps: 20, tokensPerSecond: 500 });
  shown.dev({ step: 15, logPerplexity: 5.5 });
  shown.devBleu!({ step: 15, bleu: { ...bleu, score: 12 } });
  events.scores(20, {
    test: { bleu: { ...bleu, score: 20 } },
    averages: { polyak: { logPerplexity: 1, bleu: { ...bleu, score: 21 } } },
    best: { step: 15, logPerplexity: 5.5, bleu: { ...bleu, score: 22 } },
  });
  expect(told).toEqual(['step', 'loss', 'loss', 'dev', 'bleu']);
  expect(shownPoints(inFolder())).toEqual({
    'train/loss': [
      [10, 6.5],
      [15, 6.25],
    ],
    'train/tokens_per_second': [
      [10, 1000],
      [15, 500],
    ],
    'train/step_size': [[10, Math.fround(0.01)]],
    'dev/log_perplexity': [[15, 5.5]],
    'dev/bleu': [[15, 12]],
    'test/bleu': [[20, 20]],
    'test/bleu_polyak': [[20, 21]],
    'test/bleu_best': [[15, 22]],
  });
});

it('has no scores of a run that diverged', async () => {
  const schedule = schedules.paperSchedule(false, 100);
  const events = await openTrainingEvents(inFolder(), 0, schedule, { steps: 20, logEvery: 10 });
  events.scores(20, {});
  expect(existsSync(inFolder('events.out.tfevents.scores'))).toBe(false);
});
