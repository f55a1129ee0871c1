import { SingleBar } from 'cli-progress';
import type { TrainingObserver } from '../train/trainer.ts';

/** Draws training as one live line on standard error. */
export function barObserver(): TrainingObserver {
  const bar = new SingleBar({
    format:
      'step {value}/{total} [{bar}] loss {loss}  {speed} tokens/s  {eta_formatted} left  {dev}',
    stream: process.stderr,
    etaBuffer: 50,
  });
  const shown = { loss: '-', speed: '-', dev: '' };
  return {
    step: (step, steps) => {
      if (step === 1) bar.start(steps, 0, shown);
      bar.update(step, shown);
      if (step === steps) bar.stop();
    },
    loss: ({ loss, tokensPerSecond }) => {
      shown.loss = loss.toFixed(3);
      shown.speed = `${Math.round(tokensPerSecond)}`;
    },
    dev: ({ logPerplexity }) => {
      shown.dev = `dev log-perplexity ${logPerplexity.toFixed(3)}`;
    },
  };
}

/** Shows nothing: the log's lines say it all. */
export const SILENT: TrainingObserver = { step: () => {}, loss: () => {}, dev: () => {} };
