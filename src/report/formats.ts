import { csvReport } from './csv.ts';
import type { ExperimentReport } from './experiment-report.ts';
import { jsonReport } from './json.ts';
import { latexReport } from './latex.ts';
import { markdownReport } from './markdown.ts';
import type { TableFormat } from './table-formats.ts';

const WRITERS: Readonly<Record<TableFormat, (report: ExperimentReport) => string>> = {
  markdown: (report) => `${markdownReport(report)}\n`,
  csv: csvReport,
  latex: latexReport,
  json: jsonReport,
};

/** The text of a file with `report` in it. */
export function formatReport(report: ExperimentReport, format: TableFormat): string {
  return WRITERS[format](report);
}
