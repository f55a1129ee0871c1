import * as tf from '@tensorflow/tfjs-core';
import type { Schedule } from 'sublinear-optim';
import { openEventFile, writeScores } from '../tensorboard/event-file.ts';
import type { FinalScores } from './scoring.ts';
import type { TrainingObserver } from './trainer.ts';

/** About as many points of a curve as TensorBoard keeps of one. */
const STEP_SIZES = 1000;

/**
 * The step size that `schedule` gives, by step, before an optimiser's own factor: at every `every`
 * steps of `steps`, or at some of these where they are many.
 */
export async function stepSizes(
  schedule: Schedule,
  steps: number,
  every: number,
): Promise<ReadonlyMap<number, number>> {
  const stride = every * Math.ceil(steps / every / STEP_SIZES);
  const at = Array.from({ length: Math.floor(steps / stride) }, (_, i) => (i + 1) * stride);
  if (at.length === 0) return new Map();
  const values = tf.tidy(() => tf.stack(at.map((step) => schedule(tf.scalar(step)))));
  const numbers = await values.data();
  values.dispose();
  return new Map(at.map((step, i) => [step, numbers[i]!]));
}

/**
 * Begins the event files of a run in `folder` that goes on after `step`; see `openEventFile`.
 *
 * @throws UserError where the file system refuses; so does what it returns
 */
export async function openTrainingEvents(
  folder: string,
  step: number,
  schedule: Schedule,
  { steps, logEvery }: { readonly steps: number; readonly logEvery: number },
) {
  const rates = await stepSizes(schedule, steps, logEvery);
  const file = openEventFile(folder, step + 1);
  return {
    /** `observer`, which also writes an event for each number that it is told. */
    shown: (observer: TrainingObserver): TrainingObserver => ({
      ...observer,
      loss: (progress) => {
        const rate = rates.get(progress.step);
        file.scalars(progress.step, {
          'train/loss': progress.loss,
          'train/tokens_per_second': progress.tokensPerSecond,
          ...(rate === undefined ? {} : { 'train/step_size': rate }),
        });
        observer.loss(progress);
      },
      dev: (point) => {
        file.scalars(point.step, { 'dev/log_perplexity': point.logPerplexity });
        observer.dev(point);
      },
      devBleu: (point) => {
        file.scalars(point.step, { 'dev/bleu': point.bleu.score });
        observer.devBleu?.(point);
      },
    }),
    /** Writes the scores of the test set, of a run of `done` steps. */
    scores: (done: number, { test, averages = {}, best }: FinalScores): void => {
      if (test === undefined) return;
      const last: Record<string, number> = { 'test/bleu': test.bleu.score };
      for (const [kind, { bleu }] of Object.entries(averages)) {
        last[`test/bleu_${kind}`] = bleu.score;
      }
      const ofBest =
        best === undefined
          ? []
          : [{ step: best.step, scalars: { 'test/bleu_best': best.bleu.score } }];
      writeScores(folder, [...ofBest, { step: done, scalars: last }]);
    },
  };
}
