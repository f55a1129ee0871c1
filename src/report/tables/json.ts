import type { ExperimentReport } from '../experiment-report.ts';

/** Decimals in files: far more than any number here is known to, and none of a library's last bits. */
const DECIMALS = 6;

/** `value` with every number in it rounded. */
export function roundNumbers<T>(value: T): T {
  const rounded = (part: unknown): unknown => {
    if (typeof part === 'number') return Number(part.toFixed(DECIMALS));
    if (Array.isArray(part)) return part.map(rounded);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, child]) => [key, rounded(child)]));
  };
  return rounded(value) as T;
}

/** The report as the text of a JSON file; what is not known has no key. */
export function jsonReport(report: ExperimentReport): string {
  return `${JSON.stringify(roundNumbers(report), null, 2)}\n`;
}
