import { vocabularySize } from '../../src/data/vocabulary.ts';
import { SHAPES, type Shape } from '../harness/shapes.ts';
import { TOY_VOCABULARY } from './toy-batches.ts';

/** To try the bundle on a program that plays a GPU, which takes seconds even for this one's step. */
const TRIAL: Shape = {
  name: 'trial',
  model: {
    encoderLayers: 1,
    decoderLayers: 1,
    dModel: 16,
    dFeedForward: 32,
    heads: 2,
    dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
    labelSmoothing: 0.1,
    embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
  },
  vocabulary: 0,
  rounds: 1,
  steps: 1,
  timesOptimizer: false,
};

const symbols = vocabularySize(TOY_VOCABULARY);

/** The sizes of model, each with room for the subwords of the built-in corpus. */
export const BUNDLE_SHAPES: readonly Shape[] = [TRIAL, ...SHAPES].map((shape) => ({
  ...shape,
  vocabulary: Math.max(shape.vocabulary, symbols),
}));
