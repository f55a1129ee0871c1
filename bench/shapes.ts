import type { ModelConfig } from '../src/model/config.ts';

/** One size of model that the step is timed at, and how long it is timed for. */
export type Shape = {
  readonly name: string;
  readonly model: ModelConfig;
  readonly vocabulary: number;
  /** How often each contestant has its turn. */
  readonly rounds: number;
  /** Steps that are timed in one turn. */
  readonly steps: number;
  /** Whether the step is timed without its optimiser too. */
  readonly timesOptimizer: boolean;
};

/** The batch of every shape: 1,024 tokens a side, each row full. */
export const BATCH = { sentences: 32, length: 32 } as const;

type Sizes = Pick<
  ModelConfig,
  'encoderLayers' | 'decoderLayers' | 'dModel' | 'dFeedForward' | 'heads'
>;

/** A model of these sizes, otherwise as all of `configs/models` are. */
function transformer(sizes: Sizes): ModelConfig {
  return {
    ...sizes,
    dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
    labelSmoothing: 0.1,
    embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
  };
}

/** Those of `configs/models`. */
export const SHAPES: readonly Shape[] = [
  {
    name: 'small',
    model: transformer({
      encoderLayers: 2,
      decoderLayers: 2,
      dModel: 128,
      dFeedForward: 512,
      heads: 4,
    }),
    vocabulary: 4_000,
    rounds: 5,
    steps: 5,
    timesOptimizer: false,
  },
  {
    name: 'medium',
    model: transformer({
      encoderLayers: 3,
      decoderLayers: 3,
      dModel: 256,
      dFeedForward: 1_024,
      heads: 4,
    }),
    vocabulary: 8_000,
    rounds: 5,
    steps: 3,
    timesOptimizer: true,
  },
  {
    name: 'base',
    model: transformer({
      encoderLayers: 6,
      decoderLayers: 6,
      dModel: 512,
      dFeedForward: 2_048,
      heads: 8,
    }),
    vocabulary: 32_000,
    // One turn of all three takes a quarter of a minute on two cores.
    rounds: 3,
    steps: 1,
    timesOptimizer: false,
  },
];
