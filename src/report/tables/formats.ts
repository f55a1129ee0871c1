import type { ExperimentReport } from '../experiment-report.ts';
import { csvReport } from './csv.ts';
import { latexReport } from './latex.ts';
import { markdownReport } from './markdown.ts';
import type { TableFormat } from './table-formats.ts';
import { roundNumbers } from './text.ts';

/** Reports as the text of one file: of CSV with one header, of JSON as a list where there are several. */
export function formatReports(reports: readonly ExperimentReport[], format: TableFormat): string {
  switch (format) {
    case 'md':
      return reports.map((report) => `${markdownReport(report)}\n`).join('\n');
    case 'csv':
      return csvReport(reports);
    case 'latex':
      return reports.map(latexReport).join('\n');
    case 'json': {
      const [first, ...others] = roundNumbers(reports);
      return `${JSON.stringify(others.length > 0 ? [first, ...others] : first, null, 2)}\n`;
    }
  }
}

export function formatReport(report: ExperimentReport, format: TableFormat): string {
  return formatReports([report], format);
}
