import { markdownTable } from 'markdown-table';
import type { RunResult } from '../results/result.ts';
import {
  type CellSummary,
  type ClaimSummary,
  type ExperimentSummary,
  mean,
  type RowSummary,
} from './summary.ts';

/** A difference smaller than this, in BLEU, is not called one: a single seed moves as much. */
const CLEAR_DIFFERENCE = 1;

const DASH = '–';

function describeScores(scores: readonly number[], diverged: number, digits: number): string {
  const average = mean(scores);
  if (average === undefined) return diverged > 0 ? 'diverged' : DASH;
  const range =
    scores.length > 1
      ? ` (${Math.min(...scores).toFixed(digits)} to ${Math.max(...scores).toFixed(digits)})`
      : '';
  return `${average.toFixed(digits)}${range}${diverged > 0 ? `, ${diverged} diverged` : ''}`;
}

function cellColumns({ paper, bleu, logPerplexity, diverged }: CellSummary): string[] {
  return [
    typeof paper === 'number' ? paper.toFixed(1) : (paper ?? DASH),
    describeScores(bleu, diverged, 1),
    describeScores(logPerplexity, diverged, 3),
  ];
}

function tableRow({ row, label, cells }: RowSummary): string[] {
  return [row, label, ...Object.values(cells).flatMap(cellColumns)];
}

const signed = (difference: number): string =>
  `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(1)}`;

function verdict({ paper, ours }: ClaimSummary): string {
  if (ours === undefined || paper === undefined) return 'not run';
  if (Math.abs(ours) < CLEAR_DIFFERENCE) return 'no clear difference here';
  return Math.sign(ours) === Math.sign(paper) ? 'the same direction here' : 'the opposite here';
}

function claimLine(summary: ClaimSummary): string {
  const paper = summary.paper === undefined ? DASH : signed(summary.paper);
  const ours = summary.ours === undefined ? DASH : signed(summary.ours);
  return `- ${summary.claim}: ${verdict(summary)} (BLEU difference: paper ${paper}, ours ${ours})`;
}

/** The settings and the machine that our numbers come from, in two lines. */
function describeRuns(results: readonly RunResult[]): string[] {
  const [first] = results;
  if (first === undefined) return ['Ours: no run has a result yet.'];
  const { config, provenance, parameters } = first;
  const { model, training } = config;
  const seeds = [...new Set(results.map((result) => result.config.training.seed))];
  return [
    `Ours: protocol ${config.protocol}; data ${provenance.data.name} ` +
      `(${provenance.data.pairs.train} training pairs); Transformer ${model.encoderLayers}+` +
      `${model.decoderLayers} layers, d ${model.dModel}, ${parameters} parameters; ` +
      `${training.steps} steps of about ${config.data.batching.tokens} tokens a side; ` +
      `rate multiplier ${training.rateMultiplier}; ${seeds.length === 1 ? 'seed' : 'seeds'} ` +
      `${seeds.join(', ')}. BLEU of the test set (${first.test?.bleu.signature ?? 'diverged'}); ` +
      'dev: log-perplexity of the development set, nats a token.',
    `Machine: ${provenance.backend.device}, ${provenance.backend.library}.`,
  ];
}

/** The table of an experiment in Markdown: the paper's numbers beside ours, then each claim. */
export function markdownReport(summary: ExperimentSummary, results: readonly RunResult[]): string {
  const header = [
    'row',
    'optimiser',
    ...summary.arms.flatMap(({ label }) => [
      `${label}: paper`,
      `${label}: ours`,
      `${label}: ours, dev`,
    ]),
  ];
  const align = header.map((_, column) => (column < 2 ? 'l' : 'r'));
  const table = markdownTable([header, ...summary.rows.map(tableRow)], {
    align,
    // Counts characters as they appear, not as UTF-16 units.
    stringLength: (text) => [...text].length,
  });
  return [
    `# ${summary.title}`,
    `Paper: ${summary.source}`,
    ...describeRuns(results),
    table,
    ...(summary.claims.length > 0
      ? [
          'What the paper finds, and whether it shows here ' +
            `(a difference below ${CLEAR_DIFFERENCE} BLEU is not called one):`,
          summary.claims.map(claimLine).join('\n'),
        ]
      : []),
  ].join('\n\n');
}
