import { range, resultTable } from '../harness/table.ts';
import { GRAPHS } from './protocol.ts';
import type { ComparisonSummary } from './summary.ts';

/** What tables and plots call the optimisers. */
export const OPTIMIZER_NAMES = { adam: 'Adam', adafactor: 'Adafactor' } as const;

const times = (factor: number | undefined): string =>
  factor === undefined ? '' : `${factor.toFixed(2)}×`;

const STEP_HEADER = [
  'shape',
  'optimiser',
  'contestant',
  'ms a step',
  'range',
  'graph to it',
  'portable graph to it',
  'time to products',
  'peak memory, MB',
  'first step, s',
];

function stepRows({ shape, comparison, productsMs, steps }: ComparisonSummary): string[][] {
  const labels = [shape.name, OPTIMIZER_NAMES[comparison]];
  return [
    ...steps.map((step) => [
      ...labels,
      step.framework,
      step.stepMs.median.toFixed(0),
      range(step.stepMs, 0),
      ...GRAPHS.map((graph) => times(step.graphSpeed[graph])),
      times(step.overProducts),
      (step.peakMemoryBytes / 1e6).toFixed(0),
      (step.firstStepMs / 1000).toFixed(1),
    ]),
    [...labels, 'products alone', productsMs.toFixed(0), '', '', '', times(1), '', ''],
  ];
}

/** Every contestant's step, in Markdown. */
export function stepTable(summaries: readonly ComparisonSummary[]): string {
  return resultTable(STEP_HEADER, summaries.flatMap(stepRows), 3);
}

const OPTIMIZER_HEADER = [
  'shape',
  'optimiser',
  'contestant',
  'ms a step',
  'ms without optimiser',
  'difference, ms',
  'part of the step',
];

function optimizerRows({ shape, comparison, optimizer }: ComparisonSummary): string[][] {
  return optimizer.map(({ framework, stepMs, withoutMs, partMs, share }) => [
    shape.name,
    OPTIMIZER_NAMES[comparison],
    framework,
    stepMs.toFixed(0),
    withoutMs.toFixed(0),
    partMs.toFixed(0),
    `${(100 * share).toFixed(1)}%`,
  ]);
}

/** The optimisers' parts of the step, in Markdown; undefined where none was measured. */
export function optimizerTable(summaries: readonly ComparisonSummary[]): string | undefined {
  const rows = summaries.flatMap(optimizerRows);
  return rows.length === 0 ? undefined : resultTable(OPTIMIZER_HEADER, rows, 3);
}

/** The shapes that the tables name, one line each. */
export function shapeLegend(summaries: readonly ComparisonSummary[]): string {
  const lines = summaries.map(({ shape: { name, model, vocabulary }, parameters }) => {
    const { dModel, dFeedForward, heads, encoderLayers, decoderLayers } = model;
    return (
      `- ${name}: d ${dModel}, feed-forward ${dFeedForward}, ${heads} heads, ` +
      `${encoderLayers}+${decoderLayers} layers, vocabulary ${vocabulary}, ${parameters} parameters`
    );
  });
  return [...new Set(lines)].join('\n');
}
