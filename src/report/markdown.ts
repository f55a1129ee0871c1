import { markdownTable } from 'markdown-table';
import type { ClaimReport } from './claims.ts';
import type { ExperimentReport } from './experiment-report.ts';
import { LEAST_ROWS } from './ranking.ts';
import {
  DASH,
  decimal,
  intervalText,
  machineText,
  measuredText,
  paperText,
  settingsText,
  signed,
  targetText,
} from './text.ts';

/** A Markdown table; `align` says of each column whether it is to the left or to the right. */
export function alignedTable(header: string[], rows: string[][], align: string): string {
  return markdownTable([header, ...rows], {
    align: [...align],
    // Counts characters as they appear, not as UTF-16 units.
    stringLength: (text) => [...text].length,
  });
}

function scoreTable({ arms, rows }: ExperimentReport): string {
  const header = arms.flatMap(({ label }) => [
    `${label}: paper`,
    `${label}: ours`,
    `${label}: ours, dev`,
  ]);
  const lines = rows.map(({ row, label, cells }) => [
    row,
    label,
    ...Object.values(cells).flatMap((cell) => [
      paperText(cell.paper),
      measuredText(cell, cell.bleu, 1),
      measuredText(cell, cell.logPerplexity, 3),
    ]),
  ]);
  return alignedTable(['row', 'optimiser', ...header], lines, `ll${'r'.repeat(header.length)}`);
}

const SCORE_LEGEND =
  'BLEU on the test set; dev: log-perplexity of the development set, nats a token. Several seeds: ' +
  'mean ± standard deviation (number of seeds).';

const KIND_TEXT = { higher: 'higher', notLower: 'not lower', equal: 'equal' } as const;

/** The verdict, and what is lacking for another. */
export function verdictText({ verdict, lacking }: ClaimReport): string {
  return verdict === 'undecided' && lacking !== undefined ? `undecided: needs ${lacking}` : verdict;
}

function claimTable({ claims }: ExperimentReport): string {
  const rows = claims.map((claim) => [
    claim.claim,
    KIND_TEXT[claim.kind],
    claim.paper === undefined ? DASH : signed(claim.paper, 1),
    claim.ours === undefined ? DASH : signed(claim.ours, 1),
    claim.interval === undefined ? DASH : intervalText(claim.interval, 1),
    verdictText(claim),
  ]);
  const header = ['claim', 'kind', 'paper', 'ours', 'interval', 'verdict'];
  return alignedTable(header, rows, 'llrrrl');
}

function claimLegend({ rule: { alpha, margin, claims, seedSpread } }: ExperimentReport): string {
  const spread =
    seedSpread === undefined
      ? 'no cell has two seeds, so their spread is unknown'
      : `a run moves by ${seedSpread.standardDeviation.toFixed(2)} BLEU from seed to seed (standard ` +
        `deviation, ${seedSpread.degreesOfFreedom} degrees of freedom, ${seedSpread.groups} cells)`;
  return (
    'Differences in BLEU, first cell minus second; the intervals hold for other seeds and other ' +
    `sentences, for all ${claims} claims at once, with a probability of ${100 * (1 - alpha)}%. ` +
    `Differences from ${margin} BLEU on count; a run that diverged has 0. Here ${spread}.`
  );
}

function rankingLines({ arms, rankings }: ExperimentReport): string {
  return rankings
    .map(({ arm, rows, tau, interval }) => {
      const { label } = arms.find(({ name }) => name === arm)!;
      const text =
        tau === undefined || interval === undefined
          ? `none (${rows} ${rows === 1 ? 'row' : 'rows'}; it takes ${LEAST_ROWS} that differ)`
          : `${decimal(tau, 2)} (95%: ${decimal(interval.low, 2)} to ${decimal(interval.high, 2)}; ` +
            `${rows} rows)`;
      return `- ${label}: ${text}`;
    })
    .join('\n');
}

function targetTable({ arms, rows }: ExperimentReport): string {
  const header = arms.flatMap(({ label }) => [`${label}: steps`, `${label}: seconds`]);
  const lines = rows.map(({ row, label, cells }) => [
    row,
    label,
    ...Object.values(cells).flatMap((cell) => [
      targetText(cell, cell.stepsToTarget),
      targetText(cell, cell.secondsToTarget),
    ]),
  ]);
  return alignedTable(['row', 'optimiser', ...header], lines, `ll${'r'.repeat(header.length)}`);
}

function targetSection(report: ExperimentReport): string[] {
  const { target, arms } = report;
  if (target === undefined) return [];
  const { row, arm, logPerplexity } = target;
  const label = arms.find(({ name }) => name === arm)?.label ?? arm;
  return [
    '## Time to the target',
    `First evaluation with a dev log-perplexity of ${logPerplexity.toFixed(3)} or less, where row ` +
      `${row} (${label}) ends. Seconds of training steps: compare them on one machine only.`,
    targetTable(report),
  ];
}

/**
 * The table of an experiment in Markdown: the paper's numbers beside ours, the verdict on each claim,
 * agreement of the ranking and time to the target.
 */
export function markdownReport(report: ExperimentReport): string {
  const { settings, claims, rankings } = report;
  const ranked = rankings.some(({ tau }) => tau !== undefined);
  return [
    `# ${report.title}`,
    `Paper: ${report.source}`,
    settingsText(report.protocol, settings),
    ...(settings === undefined ? [] : [machineText(settings)]),
    scoreTable(report),
    `${SCORE_LEGEND} Signature: ${settings?.signature ?? DASH}.`,
    ...(claims.length > 0 ? ['## Claims', claimLegend(report), claimTable(report)] : []),
    ...(ranked
      ? ["## Agreement with the paper's ranking", "Kendall's τ-b by arm:", rankingLines(report)]
      : []),
    ...targetSection(report),
    'How all this is judged stands in `experiments/VERDICTS.md`, written before the runs.',
  ].join('\n\n');
}
