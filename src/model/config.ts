/** The shape of a Transformer and how it is regularised. */
export type ModelConfig = {
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** Width of the residual stream; a multiple of `heads` and even. */
  readonly dModel: number;
  readonly dFeedForward: number;
  readonly heads: number;
  /** Dropout rates: of each sub-layer's output and the embeddings, of attention weights, of ReLU. */
  readonly dropout: {
    readonly residual: number;
    readonly attention: number;
    readonly relu: number;
  };
  readonly labelSmoothing: number;
  /**
   * The place of layer norm: before each sub-layer and after each stack, as in Tensor2Tensor's
   * `transformer_base_v2`, or after each sub-layer's residual connection alone, as in Vaswani et al.
   * (2017); `pre` unless given.
   */
  readonly norm?: 'pre' | 'post' | undefined;
  /**
   * What the decoder reads before a sentence: the embedding of the begin-of-sentence symbol, or zeros
   * as in Tensor2Tensor, which shifts the target right; `learned` unless given.
   */
  readonly decoderStart?: 'learned' | 'zero' | undefined;
  readonly embedding: {
    /** One matrix for source, target and softmax; one for source and target; or three. */
    readonly sharing: 'all' | 'source-target' | 'none';
    /** Standard deviation of the initial embeddings. */
    readonly sigma: '1/sqrt(dModel)' | number;
    /** What embeddings are multiplied by where they enter the network. */
    readonly multiplier: 'sqrt(dModel)' | number;
  };
};

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
