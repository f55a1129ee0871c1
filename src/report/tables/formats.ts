import type { ExperimentReport } from '../experiment-report.ts';
import { csvReport } from './csv.ts';
import { jsonReport } from './json.ts';
import { latexReport } from './latex.ts';
import { markdownReport } from './markdown.ts';
import type { TableFormat } from './table-formats.ts';

const WRITERS: Readonly<Record<TableFormat, (report: ExperimentReport) => string>> = {
  md: (report) => `${markdownReport(report)}\n`,
  csv: csvReport,
  latex: latexReport,
  json: jsonReport,
};

/** The text of a file with `report` in it. */
export function formatReport(report: ExperimentReport, format: TableFormat): string {
  return WRITERS[format](report);
}

/** Several reports as one text: of CSV with one header, of JSON as a list. */
export function formatReports(reports: readonly ExperimentReport[], format: TableFormat): string {
  const texts = reports.map((report) => formatReport(report, format));
  if (texts.length === 1) return texts[0]!;
  if (format === 'json')
    return `${JSON.stringify(
      texts.map((text) => JSON.parse(text)),
      null,
      2,
    )}\n`;
  if (format === 'csv')
    return texts.map((text, i) => (i === 0 ? text : text.replace(/^.*\n/, ''))).join('');
  return texts.join('\n');
}
