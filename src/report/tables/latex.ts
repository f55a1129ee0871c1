import { sum } from 'd3-array';
import { UserError } from '../../platform/errors.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { claimCells, OURS, PAPER } from './markdown.ts';
import { armTexts, paperArms, settingsText } from './text.ts';
import { failuresFirst } from './verdict-words.ts';

/** What LaTeX gives a meaning to, and what its fonts lack under pdfLaTeX. */
const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '–': '--',
  '—': '---',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
  '√': '$\\surd$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '∞': '$\\infty$',
  '²': '$^2$',
  α: '$\\alpha$',
  β: '$\\beta$',
  γ: '$\\gamma$',
  ε: '$\\varepsilon$',
  η: '$\\eta$',
  μ: '$\\mu$',
  ρ: '$\\rho$',
  σ: '$\\sigma$',
  τ: '$\\tau$',
};

/** Letters, digits and signs that need no change, umlauts and accents included. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ff\u0100-\u017f]$/;

/**
 * `text` as LaTeX prints it, for any engine.
 *
 * @throws UserError for a character that is not in the list above
 */
export function escapeLatex(text: string): string {
  return [...text]
    .map((character) => {
      const escaped = LATEX[character];
      if (escaped !== undefined) return escaped;
      if (PLAIN.test(character)) return character;
      throw new UserError(
        `${JSON.stringify(text)}: no LaTeX is known for "${character}"; write it otherwise, or add ` +
          'it to src/report/tables/latex.ts',
      );
    })
    .join('');
}

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
  const known = paperArms(report);
  const columns = (arm: string) => (known.includes(arm) ? [PAPER, OURS] : [OURS]);
  const widths = arms.map(({ name }) => columns(name).length);
  const starts = widths.map((_, i) => 3 + sum(widths.slice(0, i)));
  const groups = arms.map(
    ({ label }, i) => `\\multicolumn{${widths[i]}}{c}{${escapeLatex(label)}}`,
  );
  const rules = starts.map((start, i) => `\\cmidrule(lr){${start}-${start + widths[i]! - 1}}`);
  const titles = arms.flatMap(({ name }) => columns(name).map((column) => column.title));
  return tableText({
    label: `${experiment}-${protocol}`,
    caption: `${title}. BLEU. ${settingsText(protocol, settings)}`,
    columns: `ll${'r'.repeat(titles.length)}`,
    head: [
      `& & ${groups.join(' & ')} \\\\`,
      rules.join(' '),
      line(['row', 'optimiser', ...titles]),
    ],
    rows: rows.map((row) => [row.row, row.label, ...armTexts(arms, row, columns)]),
  });
}

function claimTable({ experiment, protocol, title, rule, claims }: ExperimentReport): string {
  return tableText({
    label: `${experiment}-${protocol}-claims`,
    caption:
      `${title}: the claims. Differences in BLEU and in log-perplexity of the development set (dev), ` +
      `with intervals that hold for all ${rule.claims} claims and both scores at once with a ` +
      `probability of ${100 * (1 - rule.alpha)}%.`,
    columns: 'p{0.3\\textwidth}rrrrp{0.15\\textwidth}l',
    head: [line(['claim', 'paper', 'BLEU', 'dev', 'seeds', 'verdict', 'by'])],
    rows: failuresFirst(claims).map((claim) => claimCells(claim)),
  });
}

/** The table and the claims of an experiment in LaTeX; the document needs the package booktabs. */
export function latexReport(report: ExperimentReport): string {
  const tables = [scoreTable(report), ...(report.claims.length > 0 ? [claimTable(report)] : [])];
  return `% \\usepackage{booktabs}\n${tables.join('\n\n')}\n`;
}
