/** Why a run was given up, in words. */
export const DIVERGENCE_CAUSES = {
  loss: 'the loss is no finite number',
  parameters: 'a parameter is no finite number',
  optimizerState: "the optimiser's state is not finite",
  dev: 'the dev log-perplexity is no finite number',
  aboveStart: 'the loss stayed above its start',
} as const;

export type DivergenceCause = keyof typeof DIVERGENCE_CAUSES;
