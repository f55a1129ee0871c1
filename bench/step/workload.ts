import { NAMED, type NamedOptimizerConfig } from 'sublinear-optim';
import type { BatchIds, TokenBatch } from '../../src/model/batch.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { siteSeed, uniformFloats } from '../../src/ops/philox.ts';
import { BATCH, type Shape } from '../harness/shapes.ts';

/** The paper's settings, with a step size that does not change; `none` drops the gradients. */
export const OPTIMIZERS = {
  adam: { name: 'adam', factor: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-9 },
  adafactor: { name: 'adafactor', factor: 1e-2, ...NAMED.adafactor.defaults },
  none: { name: 'none' },
} as const satisfies Record<string, NamedOptimizerConfig | { readonly name: 'none' }>;

export type OptimizerName = keyof typeof OPTIMIZERS;

/** A batch whose ids are plain arrays, so that it can be sent as JSON. */
export type PlainBatch = BatchIds<readonly number[]> & {
  readonly sentences: number;
  readonly length: number;
};

/** Everything that a contestant needs to train: sent to it as one line of JSON. */
export type Workload = {
  readonly model: ModelConfig;
  readonly vocabulary: number;
  readonly padId: number;
  readonly optimizer: (typeof OPTIMIZERS)[OptimizerName];
  readonly batch: PlainBatch;
  /** Of dropout. */
  readonly seed: number;
  /** What all start from: parameters by our names, as safetensors. */
  readonly parametersFile: string;
};

/** Ids as sentencepiece gives them here: padding, begin of sentence, and the first word. */
const PAD_ID = 0;
const BEGIN_ID = 2;
const FIRST_WORD_ID = 4;

/** Of parameters, batches and dropout. */
export const SEED = 1;

/** Random words that fill every row: what they are makes no difference to the time of a step. */
function randomBatch(vocabulary: number): PlainBatch {
  const { sentences, length } = BATCH;
  const words = (site: string) =>
    Array.from(uniformFloats(sentences * length, [siteSeed(SEED, site), 0]), (uniform) =>
      Math.floor(FIRST_WORD_ID + uniform * (vocabulary - FIRST_WORD_ID)),
    );
  const targetOutput = words('target');
  const targetInput = targetOutput.map((_, position) =>
    position % length === 0 ? BEGIN_ID : targetOutput[position - 1]!,
  );
  return { sentences, length, source: words('source'), targetInput, targetOutput };
}

/** Training on a batch of random words at `shape`. */
export function workloadOf(
  { model, vocabulary }: Shape,
  optimizer: OptimizerName,
  parametersFile: string,
): Workload {
  return {
    model,
    vocabulary,
    padId: PAD_ID,
    seed: SEED,
    optimizer: OPTIMIZERS[optimizer],
    batch: randomBatch(vocabulary),
    parametersFile,
  };
}

/** The batch as our own training step takes it. */
export function tokenBatch({ batch, padId }: Workload): TokenBatch {
  const words = (ids: readonly number[]) => ids.filter((id) => id !== padId).length;
  return {
    rows: batch.sentences,
    length: batch.length,
    source: Int32Array.from(batch.source),
    targetInput: Int32Array.from(batch.targetInput),
    targetOutput: Int32Array.from(batch.targetOutput),
    sourceTokens: words(batch.source),
    targetTokens: words(batch.targetOutput),
  };
}
