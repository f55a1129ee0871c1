import type { TrainingObserver } from './trainer.ts';

/** The progress of training, for a person who watches. */
export type TrainingStatus = {
  /** Steps done, of `steps`, which is 0 until the first one is done. */
  readonly step: number;
  readonly steps: number;
  /** Training objective, nats a target token; see `LossPoint`. */
  readonly loss?: number;
  readonly tokensPerSecond?: number;
  /** Of the development set, nats a token. */
  readonly logPerplexity?: number;
  readonly bleu?: number;
  /** Work between steps, such as an evaluation; absent while steps are done. */
  readonly phase?: string;
};

/** An observer that tells `show` the progress of training whenever that has changed. */
export function statusObserver(show: (status: TrainingStatus) => void): TrainingObserver {
  let status: TrainingStatus = { step: 0, steps: 0 };
  const change = (changed: Partial<TrainingStatus>) => {
    const { phase: _, ...rest } = status;
    status = { ...rest, ...changed };
    // Before the first step there is nothing to show but what goes on.
    if (status.steps > 0 || status.phase !== undefined) show(status);
  };
  return {
    step: (step, steps) => change({ step, steps }),
    loss: ({ loss, tokensPerSecond }) => change({ loss, tokensPerSecond }),
    dev: ({ logPerplexity }) => change({ logPerplexity }),
    devBleu: ({ bleu }) => change({ bleu: bleu.score }),
    phase: (phase) => change({ phase }),
  };
}
