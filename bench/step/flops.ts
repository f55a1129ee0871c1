import { BATCH, type Shape } from '../harness/shapes.ts';

/** Each product of the forward pass has two of its size in the backward pass. */
const PASSES = 3;

/**
 * Floating-point operations of the matrix products in one training step, forward and backward: two
 * for each multiplication and addition. Everything else that a step does is left out, so the time
 * that a machine needs for these is a lower bound of the step's.
 */
export function productFlops({ model, vocabulary }: Shape): number {
  const { dModel, dFeedForward, encoderLayers, decoderLayers } = model;
  const tokens = BATCH.sentences * BATCH.length;
  const projection = 2 * tokens * dModel * dModel;
  // Scores and weighted values: all heads together are as wide as the model.
  const lookUp = 2 * (2 * tokens * BATCH.length * dModel);
  const attention = 4 * projection + lookUp;
  const feedForward = 2 * (2 * tokens * dModel * dFeedForward);
  const logits = 2 * tokens * dModel * vocabulary;
  const forward =
    encoderLayers * (attention + feedForward) +
    decoderLayers * (2 * attention + feedForward) +
    logits;
  return PASSES * forward;
}
