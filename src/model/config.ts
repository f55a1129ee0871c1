import { z } from 'zod';

const positiveInteger = z.int().positive();
const probability = z.number().min(0).lt(1);

/**
 * The shape of a Transformer and how it is regularised. The norm `pre` is that of Tensor2Tensor's
 * `transformer_base_v2`, and `post` that of Vaswani et al. (2017). The start `zero` is
 * Tensor2Tensor's, which shifts the target right.
 */
export const modelSchema = z
  .strictObject({
    encoderLayers: positiveInteger.describe('Layers of the encoder'),
    decoderLayers: positiveInteger.describe('Layers of the decoder'),
    dModel: positiveInteger.multipleOf(2).describe('Width of the model'),
    dFeedForward: positiveInteger.describe('Hidden width of the feed-forward layers'),
    heads: positiveInteger.describe('Attention heads; a divisor of dModel'),
    dropout: z
      .strictObject({
        residual: probability.describe('Of what each sublayer adds, and of the embeddings'),
        attention: probability.describe('Of the attention weights'),
        relu: probability.describe('Of the hidden layer of the feed-forward layers'),
      })
      .describe('Shares of the numbers that training drops'),
    labelSmoothing: probability.describe(
      'Share of the target probability that is spread over the whole vocabulary',
    ),
    norm: z
      .enum(['pre', 'post'])
      .optional()
      .describe(
        'Layer norm before each sublayer and after each stack (pre), or after each sublayer (post); ' +
          'pre unless given',
      ),
    decoderStart: z
      .enum(['learned', 'zero'])
      .optional()
      .describe(
        'What the decoder reads before a sentence: the embedding of the begin-of-sentence symbol ' +
          '(learned), or a vector of zeros; learned unless given',
      ),
    embedding: z
      .strictObject({
        sharing: z
          .enum(['all', 'source-target', 'none'])
          .describe('all: one matrix for source, target and softmax; source-target: for these two'),
        sigma: z
          .union([z.literal('1/sqrt(dModel)'), z.number().positive()])
          .describe('Standard deviation of the initial embeddings'),
        multiplier: z
          .union([z.literal('sqrt(dModel)'), z.number().positive()])
          .describe('What embeddings are multiplied by where they enter the model'),
      })
      .describe('The matrices of the subwords'),
  })
  .refine(({ dModel, heads }) => dModel % heads === 0, {
    path: ['heads'],
    error: 'must divide dModel',
  });

export type ModelConfig = z.infer<typeof modelSchema>;

/** The number behind `embedding.sigma`. */
export function embeddingSigma(config: ModelConfig): number {
  const { sigma } = config.embedding;
  return sigma === '1/sqrt(dModel)' ? 1 / Math.sqrt(config.dModel) : sigma;
}

/** The number behind `embedding.multiplier`. */
export function embeddingMultiplier(config: ModelConfig): number {
  const { multiplier } = config.embedding;
  return multiplier === 'sqrt(dModel)' ? Math.sqrt(config.dModel) : multiplier;
}
