import { alignedTable } from '../aligned-table.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { cellsOf } from '../stats/cells.ts';
import { armLabel, DASH, decimal, measuredText, paperText } from './text.ts';
import { verdictCounts, verdictList } from './verdict-words.ts';

const cellsDone = (report: ExperimentReport) =>
  cellsOf(report).filter(({ cell }) => cell.runs.length > 0);

function tauText(report: ExperimentReport): string {
  const texts = report.rankings.flatMap(({ arm, tau }) =>
    tau === undefined ? [] : [`${armLabel(report, arm)} ${decimal(tau, 2)}`],
  );
  return texts.join(', ') || DASH;
}

function summaryRow(report: ExperimentReport): string[] {
  const { experiment, protocol, settings } = report;
  const verdicts = verdictCounts(report.claims);
  return [
    `[${experiment}](${experiment}/${protocol}/table.md)`,
    protocol,
    settings?.data ?? DASH,
    `${cellsDone(report).length} of ${cellsOf(report).length}`,
    settings?.seeds.join(', ') ?? DASH,
    verdicts.paper.join(', ') || DASH,
    verdicts.own.join(', ') || DASH,
    tauText(report),
  ];
}

const SUMMARY_HEADER = [
  ...['experiment', 'protocol', 'data', 'cells done', 'seeds'],
  ...["the paper's claims", 'our own comparisons', 'τ-b'],
];

function cellTable(report: ExperimentReport): string {
  const rows = cellsDone(report).map(({ row, arm, cell }) => [
    row.row,
    arm.label,
    cell.runs.map(({ seed }) => seed).join(', '),
    paperText(cell.paper),
    measuredText(cell, cell.bleu, 1),
  ]);
  return alignedTable(['row', 'arm', 'seeds', 'paper', 'ours'], rows, 'lllrr');
}

/** The cells that no run was done for, by arm. */
function notRun({ arms, rows }: ExperimentReport): string[] {
  const parts = arms.flatMap(({ name, label }) => {
    const missing = rows.filter(({ cells }) => cells[name]?.runs.length === 0);
    return missing.length === 0 ? [] : [`${label}: ${missing.map(({ row }) => row).join(', ')}`];
  });
  return parts.length === 0 ? [] : [`Not run: ${parts.join('; ')}.`];
}

function section(report: ExperimentReport): string[] {
  const { experiment, protocol } = report;
  return [
    `## ${experiment}, protocol ${protocol}`,
    ...verdictList(report),
    cellTable(report),
    ...notRun(report),
  ];
}

/** The results so far, in Markdown: every experiment under every protocol at a glance. */
export function overview(reports: readonly ExperimentReport[]): string {
  const parts = [
    '# What is reproduced so far',
    '`make tables` writes this file from the result files in this folder; do not edit it. A run is ' +
      '`EXPERIMENT/PROTOCOL/ROW-ARM-sSEED.json`. Verdicts follow the rule of ' +
      '[experiments/VERDICTS.md](../experiments/VERDICTS.md); τ-b is the agreement of our ranking ' +
      "of the rows with the paper's. Do not compare BLEU across data sets; compare rows within a table.",
    alignedTable(SUMMARY_HEADER, reports.map(summaryRow), 'lllrllll'),
    ...reports.flatMap(section),
  ];
  return `${parts.join('\n\n')}\n`;
}
