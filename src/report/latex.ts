import type { ExperimentReport } from './experiment-report.ts';
import { escapeLatex } from './latex-escape.ts';
import { verdictText } from './markdown.ts';
import { DASH, intervalText, measuredText, paperText, settingsText, signed } from './text.ts';

type Table = {
  readonly label: string;
  readonly caption: string;
  /** As `tabular` takes them, such as `llrr`. */
  readonly columns: string;
  /** Lines of LaTeX: cells with their separators and ends. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

const line = (cells: readonly string[]): string => `${cells.map(escapeLatex).join(' & ')} \\\\`;

function tableText({ label, caption, columns, head, rows }: Table): string {
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(caption)}}`,
    `\\label{tab:${label}}`,
    `\\begin{tabular}{${columns}}`,
    '\\toprule',
    ...head,
    '\\midrule',
    ...rows.map(line),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

function scoreTable(report: ExperimentReport): string {
  const { experiment, protocol, title, arms, rows, settings } = report;
  const groups = arms.map(({ label }) => `\\multicolumn{2}{c}{${escapeLatex(label)}}`);
  const rules = arms.map((_, i) => `\\cmidrule(lr){${3 + 2 * i}-${4 + 2 * i}}`);
  return tableText({
    label: `${experiment}-${protocol}`,
    caption: `${title}. BLEU. ${settingsText(protocol, settings)}`,
    columns: `ll${'rr'.repeat(arms.length)}`,
    head: [
      `& & ${groups.join(' & ')} \\\\`,
      rules.join(' '),
      line(['row', 'optimiser', ...arms.flatMap(() => ['paper', 'ours'])]),
    ],
    rows: rows.map(({ row, label, cells }) => [
      row,
      label,
      ...Object.values(cells).flatMap((cell) => [
        paperText(cell.paper),
        measuredText(cell, cell.bleu, 1),
      ]),
    ]),
  });
}

function claimTable({ experiment, protocol, title, rule, claims }: ExperimentReport): string {
  return tableText({
    label: `${experiment}-${protocol}-claims`,
    caption:
      `${title}: the claims. Differences in BLEU, with intervals that hold for all ` +
      `${rule.claims} claims at once with a probability of ${100 * (1 - rule.alpha)}%.`,
    columns: 'p{0.4\\textwidth}rrrp{0.2\\textwidth}',
    head: [line(['claim', 'paper', 'ours', 'interval', 'verdict'])],
    rows: claims.map((claim) => [
      claim.claim,
      claim.paper === undefined ? DASH : signed(claim.paper, 1),
      claim.ours === undefined ? DASH : signed(claim.ours, 1),
      claim.interval === undefined ? DASH : intervalText(claim.interval, 1),
      verdictText(claim),
    ]),
  });
}

/** The table and the claims of an experiment in LaTeX; the document needs the package booktabs. */
export function latexReport(report: ExperimentReport): string {
  const tables = [scoreTable(report), ...(report.claims.length > 0 ? [claimTable(report)] : [])];
  return `% \\usepackage{booktabs}\n${tables.join('\n\n')}\n`;
}
