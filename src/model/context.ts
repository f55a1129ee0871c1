import type { TensorTree } from 'sublinear-optim';
import type { DropoutSource } from '../ops/dropout.ts';
import type { ModelConfig } from './config.ts';

/** What every part of the model's forward pass needs. */
export type ModelContext = {
  readonly config: ModelConfig;
  readonly parameters: TensorTree;
  /** Left out outside training: nothing is dropped then. */
  readonly dropoutSource?: DropoutSource;
};
