import { expect, it } from 'vitest';
import { parameterSpecs } from '../../src/model/parameters.ts';
import { BATCH, SHAPES } from '../harness/shapes.ts';
import { productFlops } from './flops.ts';

it.each(SHAPES)('counts six operations a weight and token, and attention, at $name', (shape) => {
  const { model, vocabulary } = shape;
  const tokens = BATCH.sentences * BATCH.length;
  const weights = Object.values(parameterSpecs(model, vocabulary))
    .filter(({ shape: dimensions }) => dimensions.length === 2)
    .reduce((total, { shape: dimensions }) => total + dimensions[0]! * dimensions[1]!, 0);
  const attentions = model.encoderLayers + 2 * model.decoderLayers;
  const perAttention = 12 * tokens * BATCH.length * model.dModel;
  expect(productFlops(shape)).toBe(6 * tokens * weights + attentions * perAttention);
});
