import { group, max } from 'd3-array';
import { AVERAGE_KINDS, type AverageKind } from '../../config/averages.ts';
import { UserError } from '../../platform/errors.ts';
import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { cellsOf, type RowReport } from '../stats/cells.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { keptByRow } from '../stats/kept.ts';
import { LEAST_ROWS } from '../stats/ranking.ts';
import { SCORE_KINDS, SCORES } from '../stats/scores.ts';
import { MARGIN_PART, ROUNDS } from '../stats/verdict.ts';
import { signalToNoiseSection, updateSizesSection } from './diagnostics-markdown.ts';
import { sweepSections } from './sweep-markdown.ts';
import {
  armLabel,
  armTexts,
  type CellColumn,
  DASH,
  decimal,
  evidenceText,
  machineText,
  measuredText,
  orDash,
  paperArms,
  paperText,
  percent,
  settingsText,
  signed,
  spreadText,
  targetText,
  whole,
} from './text.ts';
import { tuningSection } from './tuning-markdown.ts';
import { deciderText, failuresFirst, provisionalNote, verdictText } from './verdict-words.ts';

/** A column of a table that has one number for a row, whatever its arms. */
type RowColumn = { readonly title: string; readonly text: (row: RowReport) => string };

/** A line for each row, with `columns` for each arm, and `ofRow` behind them. */
function rowTable(
  { arms, rows }: Pick<ExperimentReport, 'arms' | 'rows'>,
  columns: (arm: string) => readonly CellColumn[],
  ofRow: readonly RowColumn[] = [],
): string {
  const titles = [
    ...arms.flatMap(({ name, label }) => columns(name).map(({ title }) => `${label}: ${title}`)),
    ...ofRow.map(({ title }) => title),
  ];
  const lines = rows.map((row) => [
    row.row,
    row.label,
    ...armTexts(arms, row, columns),
    ...ofRow.map(({ text }) => text(row)),
  ]);
  return alignedTable(['row', 'optimiser', ...titles], lines, `ll${'r'.repeat(titles.length)}`);
}

export const PAPER: CellColumn = { title: 'paper', text: ({ paper }) => paperText(paper) };
export const OURS: CellColumn = { title: 'ours', text: (cell) => measuredText(cell, cell.bleu, 1) };
const DEV: CellColumn = {
  title: 'ours, dev',
  text: (cell) => measuredText(cell, cell.logPerplexity, 3),
};
/** Ours in a table that does not have the paper's. */
const BLEU: CellColumn = { ...OURS, title: 'BLEU' };

/** The scores of `rows`, the paper's beside ours. */
export function scoreTable(report: ExperimentReport, rows = report.rows): string {
  const known = paperArms(report);
  return rowTable(
    { arms: report.arms, rows },
    (arm) => (known.includes(arm) ? [PAPER, OURS, DEV] : [BLEU, { ...DEV, title: 'dev' }]),
    keptColumns(report),
  );
}

/** BLEU of some rows, the paper's beside ours. */
export function briefTable(report: ExperimentReport, names: readonly string[]): string {
  const rows = names.map((name) => {
    const found = report.rows.find(({ row }) => row === name);
    if (found === undefined) throw new UserError(`${report.experiment} has no row ${name}`);
    return found;
  });
  return rowTable({ arms: report.arms, rows }, () => [PAPER, OURS], keptColumns(report));
}

/** The share of its score that a row keeps without warm-up, where the table has both arms. */
function keptColumns(report: ExperimentReport): RowColumn[] {
  const kept = keptByRow(report);
  if (kept === undefined) return [];
  const columns: RowColumn[] = [
    { title: 'kept: paper', text: ({ row }) => orDash(kept[row]?.paper, percent) },
    { title: 'kept: ours', text: ({ row }) => orDash(kept[row]?.ours, percent) },
  ];
  return paperArms(report).length > 0 ? columns : columns.slice(1);
}

const OUTPUT_COLUMNS: readonly CellColumn[] = [
  BLEU,
  {
    title: 'shuffled',
    text: ({ permutationFloor }) => orDash(permutationFloor, ({ mean }) => mean.toFixed(2)),
  },
  { title: 'different', text: ({ distinct }) => orDash(distinct, ({ mean }) => percent(mean)) },
];

/** A line a cell: a sweep has too many arms for a column each. */
function cellLines(report: ExperimentReport, columns: readonly CellColumn[]): string {
  const lines = cellsOf(report)
    .filter(({ cell }) => cell.runs.length > 0)
    .map(({ row, arm, cell }) => [row.row, arm.label, ...columns.map(({ text }) => text(cell))]);
  const titles = columns.map(({ title }) => title);
  return alignedTable(['row', 'arm', ...titles], lines, `ll${'r'.repeat(columns.length)}`);
}

/** Whether translations depend on their sources. */
function outputSection(report: ExperimentReport): string[] {
  if (!cellsOf(report).some(({ cell }) => cell.distinct !== undefined)) return [];
  return [
    '## Do translations depend on their source?',
    'Shuffled: BLEU of the same translations against shuffled references; a model that ignores its ' +
      'source would score this. Different: the share of translations left if equal ones count once.',
    report.sweep === undefined
      ? rowTable(rowsDone(report), () => OUTPUT_COLUMNS)
      : cellLines(report, OUTPUT_COLUMNS),
  ];
}

const AVERAGE_TITLES: Readonly<Record<AverageKind, string>> = {
  polyak: 'Polyak average',
  lastPoints: 'mean of the last points',
};

/** The rows that have a run, in any arm. */
const rowsDone = ({ arms, rows }: ExperimentReport) => ({
  arms,
  rows: rows.filter(({ cells }) => Object.values(cells).some(({ runs }) => runs.length > 0)),
});

/** BLEU and log-perplexity of averaged parameters, beside those of the parameters themselves. */
function averageSection(report: ExperimentReport): string[] {
  const names = AVERAGE_KINDS.filter((name) =>
    cellsOf(report).some(({ cell }) => cell.averages[name]),
  );
  if (names.length === 0) return [];
  const columns = names.flatMap((name): CellColumn[] => [
    {
      title: AVERAGE_TITLES[name],
      text: ({ averages }) => spreadText(averages[name]?.bleu, 1),
    },
    {
      title: `${AVERAGE_TITLES[name]}, dev`,
      text: ({ averages }) => spreadText(averages[name]?.logPerplexity, 3),
    },
  ]);
  return ['## Averaged parameters', rowTable(rowsDone(report), () => [BLEU, ...columns])];
}

/** What the columns of the scores say. */
function scoreLegend(report: ExperimentReport): string {
  const kept =
    keptColumns(report).length === 0
      ? ''
      : ' Kept: BLEU without warm-up as a share of BLEU with it.';
  return (
    'BLEU on the test set; dev: log-perplexity of the development set, nats a token. Several seeds: ' +
    `mean ± standard deviation (number of seeds).${kept}`
  );
}

const KIND_TEXT = { higher: 'higher', notLower: 'not lower', equal: 'equal' } as const;

/** A claim with what our runs say about it; `seeds`: how many it has, in words. */
export function claimCells(claim: ClaimReport, seeds = String(claim.seeds)): string[] {
  return [
    claim.claim,
    orDash(claim.paper, (paper) => signed(paper, 1)),
    ...SCORES.map((name) => evidenceText(claim, name)),
    seeds,
    verdictText(claim),
    deciderText(claim) ?? DASH,
  ];
}

/** Claims with what our runs say about them, failures first. */
export function claimTable(claims: readonly ClaimReport[]): string {
  const rows = failuresFirst(claims).map((claim) => {
    const { kind, seeds, round } = claim;
    const seedsInRound =
      round === undefined ? undefined : `${seeds} of ${ROUNDS[round - 1]} (round ${round})`;
    return claimCells(claim, seedsInRound).toSpliced(1, 0, KIND_TEXT[kind]);
  });
  const labels = SCORES.map((name) => `ours, ${SCORE_KINDS[name].label}`);
  const header = ['claim', 'kind', 'paper', ...labels, 'seeds', 'verdict', 'decided by'];
  return alignedTable(header, rows, 'llrrrrll');
}

/** The claims, those that answer a question below it. */
function claimSection(report: ExperimentReport): string[] {
  const { claims, rule } = report;
  if (claims.length === 0) return [];
  const { alpha, margins, rounds } = rule;
  const legend =
    'Differences, first cell minus second, over the seeds that both have: BLEU, and log-perplexity of ' +
    'the development set, where less is better. Brackets are intervals over seeds (for BLEU, over ' +
    `sentences too). The intervals of all ${rule.claims} claims, of both scores and of the rounds of ` +
    `${rounds.join(', ')} seeds, hold at once with a probability of about ${100 * (1 - alpha)}%. ` +
    `A difference counts from ${margins.bleu.toFixed(2)} BLEU (${100 * MARGIN_PART}% of the best cell) or ` +
    `${margins.logPerplexity} nats on. A verdict is on a claim's direction, not on the size of the ` +
    'difference. BLEU decides; where it leaves a claim open, log-perplexity does. If both leave it open, ' +
    'the claim is open; the verdict says about how many more runs would decide it if difference and ' +
    `spread stayed the same. No claim is judged beyond ${rounds.at(-1)} seeds.`;
  const byQuestion = group(claims, ({ question }) => question);
  const tables = [...byQuestion].flatMap(([question, own]) => [
    ...(question === undefined ? [] : [`### ${question}`]),
    claimTable(own),
  ]);
  return ['## Claims', legend, ...provisionalNote(report), ...tables];
}

function rankingSection(report: ExperimentReport): string[] {
  const { rankings } = report;
  if (rankings.every(({ tau }) => tau === undefined)) return [];
  const lines = rankings.map(({ arm, rows, tau, interval }) => {
    const text =
      tau === undefined || interval === undefined
        ? `none (${rows} ${rows === 1 ? 'row' : 'rows'}; it takes ${LEAST_ROWS} that differ)`
        : `${decimal(tau, 2)} (95%: ${decimal(interval.low, 2)} to ${decimal(interval.high, 2)}; ` +
          `${rows} rows)`;
    return `- ${armLabel(report, arm)}: ${text}`;
  });
  return ["## Agreement with the paper's ranking", "Kendall's τ-b by arm:", lines.join('\n')];
}

const TIME_COLUMNS: readonly CellColumn[] = [
  { title: 'steps', text: (cell) => targetText(cell, cell.stepsToTarget) },
  { title: 'seconds', text: (cell) => targetText(cell, cell.secondsToTarget) },
];

function targetSection(report: ExperimentReport): string[] {
  const { target } = report;
  if (target === undefined) return [];
  const { row, arm, logPerplexity } = target;
  return [
    '## Time to the target',
    `First evaluation with a dev log-perplexity of ${logPerplexity.toFixed(3)} or less, the highest ` +
      `value with which any seed of row ${row} (${armLabel(report, arm)}) ends. Compare optimisers by ` +
      'steps only: seconds, of training steps, depend on the machine and on what else ran.',
    rowTable(rowsDone(report), () => TIME_COLUMNS),
  ];
}

/** The memory that each row needs; where its arms differ, the most of them. */
function memorySection(report: ExperimentReport): string[] {
  const lines = rowsDone(report).rows.map(({ row, label, cells }) => {
    const measured = Object.values(cells);
    return [
      row,
      label,
      whole(max(measured, ({ stateBytes }) => stateBytes)!),
      whole(max(measured, ({ peakMemoryBytes }) => peakMemoryBytes)! / 2 ** 20),
    ];
  });
  if (lines.length === 0) return [];
  return [
    '## Memory',
    'State is what the optimiser keeps from step to step. Peak memory is the whole process’s; libraries ' +
      `and data hide the state at this size. It is the mean over runs${report.arms.length > 1 ? ', in the arm with the larger mean' : ''}.`,
    alignedTable(['row', 'optimiser', 'state: bytes', 'peak memory: MiB'], lines, 'llrr'),
  ];
}

/**
 * The table of an experiment in Markdown: the paper's numbers beside ours, the verdict on each claim,
 * agreement of the ranking, time to the target, memory, sizes of updates and signal-to-noise ratios.
 */
export function markdownReport(report: ExperimentReport): string {
  const { settings } = report;
  const signature = `Signature: ${settings?.signature ?? DASH}.`;
  return [
    `# ${report.title}`,
    `Source: ${report.source}`,
    settingsText(report.protocol, settings),
    ...(settings === undefined ? [] : [machineText(settings)]),
    ...(report.sweep === undefined
      ? [scoreTable(report), `${scoreLegend(report)} ${signature}`]
      : [...sweepSections(report), signature]),
    ...claimSection(report),
    ...outputSection(report),
    ...averageSection(report),
    ...rankingSection(report),
    ...targetSection(report),
    ...memorySection(report),
    ...tuningSection(report),
    ...updateSizesSection(report),
    ...signalToNoiseSection(report),
    'Rules, and when they were fixed: `experiments/VERDICTS.md`.',
  ].join('\n\n');
}
