import * as tf from '@tensorflow/tfjs-core';
import { leaf, mapTree, type TensorTree } from 'sublinear-optim';
import type { Signature } from '../executor/executor.ts';

/** Where the sentences of packed rows are on one side. */
export type PackedSide<Ids> = {
  /** The number of the sentence in its row at each position, from 1; 0 at padding. */
  readonly segments: Ids;
  /** The place of each token in its sentence, from 0. */
  readonly positions: Ids;
};

/** Sentence pairs as token ids in rows of one length, padded at the end. */
export type BatchIds<Ids> = {
  /** Source tokens and the end-of-sentence symbol. */
  readonly source: Ids;
  /** The begin-of-sentence symbol and target tokens: what the decoder reads. */
  readonly targetInput: Ids;
  /** Target tokens and the end-of-sentence symbol: what the decoder is to say. */
  readonly targetOutput: Ids;
  /** Only where a row holds several sentences. */
  readonly packing?: { readonly source: PackedSide<Ids>; readonly target: PackedSide<Ids> };
};

/** A batch, row by row. */
export type TokenBatch = BatchIds<Int32Array> & {
  readonly rows: number;
  readonly length: number;
  /** Tokens that are not padding: of the source, end symbol included, and to be predicted. */
  readonly sourceTokens: number;
  readonly targetTokens: number;
};

/** A batch on the device: int32 [rows, length] each. */
export type Batch = BatchIds<tf.Tensor2D>;

const TOKEN_INPUTS = ['source', 'targetInput', 'targetOutput'] as const;
const PACKING_INPUTS = [
  'sourceSegments',
  'sourcePositions',
  'targetSegments',
  'targetPositions',
] as const;

/** A batch as the inputs of a program. */
export function batchInputs(batch: TokenBatch): TensorTree {
  const { rows, length, source, targetInput, targetOutput, packing } = batch;
  const ids = {
    ...{ source, targetInput, targetOutput },
    ...(packing && {
      sourceSegments: packing.source.segments,
      sourcePositions: packing.source.positions,
      targetSegments: packing.target.segments,
      targetPositions: packing.target.positions,
    }),
  };
  return mapTree(ids, (all) => tf.tensor2d(all, [rows, length], 'int32'));
}

/** The signature of `batchInputs` for batches of this shape, packed or not. */
export function batchSignature(
  { rows, length }: Pick<TokenBatch, 'rows' | 'length'>,
  isPacked: boolean,
): Signature {
  const names = isPacked ? [...TOKEN_INPUTS, ...PACKING_INPUTS] : TOKEN_INPUTS;
  return Object.fromEntries(names.map((name) => [name, { shape: [rows, length], dtype: 'int32' }]));
}

export function batchOf(inputs: TensorTree): Batch {
  const rows = (name: (typeof TOKEN_INPUTS | typeof PACKING_INPUTS)[number]) =>
    leaf(inputs, name) as tf.Tensor2D;
  const tokens = {
    source: rows('source'),
    targetInput: rows('targetInput'),
    targetOutput: rows('targetOutput'),
  };
  if (inputs.sourceSegments === undefined) return tokens;
  return {
    ...tokens,
    packing: {
      source: { segments: rows('sourceSegments'), positions: rows('sourcePositions') },
      target: { segments: rows('targetSegments'), positions: rows('targetPositions') },
    },
  };
}
