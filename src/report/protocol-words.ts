import { batchTokens } from '../data/batches.ts';
import type { RunResult } from '../results/result.ts';
import { widthRuleOf } from './settings.ts';
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

/** When the paper's schedules turn, where every run has one of them, stretched to its own steps. */
function scheduleWords(results: readonly RunResult[]): string[] {
  const isStretched = results.every(
    ({ config: { schedule } }) => schedule.name === 'paper' && schedule.totalSteps === undefined,
  );
  if (!isStretched) return [];
  const turn = distinct(results, ({ config }) => whole(config.training.steps / 10));
  return [
    `The paper’s schedules have their turn at step 10,000 of 100,000, and so here at step ${turn}.`,
  ];
}

/** How many times the rates of its schedule a run has. */
function rateWords(results: readonly RunResult[]): string[] {
  const multiplier = distinct(results, ({ config }) => String(config.training.rateMultiplier));
  const { widthRule } = widthRuleOf(results);
  return [
    ...(multiplier === '1'
      ? []
      : [`Every step size is multiplied by ${multiplier} to make up for the shorter run.`]),
    ...(widthRule === undefined
      ? []
      : [
          `Absolute step sizes are multiplied by ${widthRule.rule} = ` +
            `${Number(widthRule.factor.toPrecision(3))}, too: the authors’ code has them fall with ` +
            'the width of the model.',
        ]),
  ];
}

/** What was trained, on what, for how long and how it was scored: sentences for a reader. */
export function protocolWords(results: readonly RunResult[]): string[] {
  const [{ config, provenance }] = results as readonly [RunResult, ...RunResult[]];
  const { model } = config;
  const { pairs } = provenance.data;
  const { residual, attention, relu } = model.dropout;
  const dropout =
    Math.max(residual, attention, relu) === 0
      ? 'no dropout'
      : `dropout ${residual} on residuals, ${attention} on attention and ${relu} on ReLU`;
  const steps = distinct(results, (result) => whole(result.config.training.steps));
  const tokens = distinct(results, ({ config: { data, training } }) =>
    whole(batchTokens(data.batching) * (training.gradientAccumulation ?? 1)),
  );
  return [
    `A Transformer with ${model.encoderLayers} + ${model.decoderLayers} layers of width ` +
      `${model.dModel} (feed-forward ${model.dFeedForward}, ${model.heads} heads, ` +
      `${distinct(results, ({ parameters }) => whole(parameters))} parameters, ${dropout}, label ` +
      `smoothing ${model.labelSmoothing}) learns ${provenance.data.name}: ${whole(pairs.train)} ` +
      `sentence pairs, ${whole(provenance.vocabulary.size)} subwords.`,
    [
      `It takes ${steps} steps of about ${tokens} tokens a side.`,
      ...scheduleWords(results),
      ...rateWords(results),
    ].join(' '),
    `BLEU is that of the ${whole(pairs.test)} sentences of the test set, translated by ` +
      `${searchWords(config.evaluation)}; log-perplexity is that of the ${whole(pairs.dev)} ` +
      'sentences of the development set, in nats a token. ' +
      `BLEU signature: ${results.find(({ test }) => test !== undefined)?.test?.bleu.signature ?? 'no run completed'}.`,
  ];
}
