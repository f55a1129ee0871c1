import type { RunResult } from '../results/result.ts';
import { whole } from './text.ts';

function searchWords({ search }: RunResult['config']['evaluation']): string {
  return search.kind === 'beam'
    ? `beam search (beam ${search.beamSize}, length penalty α = ${search.alpha})`
    : 'greedy search';
}

/** Values of `of` that differ between results, joined; one value where they agree. */
function distinct(results: readonly RunResult[], of: (result: RunResult) => string): string {
  return [...new Set(results.map(of))].join(' or ');
}

/** What was trained, on what, for how long and how it was scored: sentences for a reader. */
export function protocolWords(results: readonly RunResult[]): string[] {
  const [{ config, provenance }] = results as readonly [RunResult, ...RunResult[]];
  const { model, training, data } = config;
  const { pairs } = provenance.data;
  const { residual, attention, relu } = model.dropout;
  const dropout =
    Math.max(residual, attention, relu) === 0
      ? 'no dropout'
      : `dropout ${residual} on residuals, ${attention} on attention and ${relu} on ReLU`;
  const peak = training.steps / 10;
  return [
    `A Transformer with ${model.encoderLayers} + ${model.decoderLayers} layers of width ` +
      `${model.dModel} (feed-forward ${model.dFeedForward}, ${model.heads} heads, ` +
      `${distinct(results, ({ parameters }) => whole(parameters))} parameters, ${dropout}, label ` +
      `smoothing ${model.labelSmoothing}) learns ${provenance.data.name}: ${whole(pairs.train)} ` +
      `sentence pairs, ${whole(provenance.vocabulary.size)} subwords.`,
    `It takes ${whole(training.steps)} steps of about ${whole(data.batching.tokens)} tokens a side. ` +
      'The paper’s schedules have their turn at step 10,000 of 100,000, and so here at step ' +
      `${whole(peak)}; every step size is multiplied by ${training.rateMultiplier} to make up for ` +
      'the shorter run.',
    `BLEU is that of the ${whole(pairs.test)} sentences of the test set, translated by ` +
      `${searchWords(config.evaluation)}; log-perplexity is that of the ${whole(pairs.dev)} ` +
      'sentences of the development set, in nats a token. ' +
      `BLEU signature: ${results.find(({ test }) => test !== undefined)?.test?.bleu.signature ?? 'no run completed'}.`,
  ];
}
