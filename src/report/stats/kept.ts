import type { ExperimentReport } from '../experiment-report.ts';
import { paperScore, type RowReport } from './cells.ts';

/** The arms that warm-up is judged by, by the names that experiments give them. */
const WITH = 'warmup';
const WITHOUT = 'none';

/** Part of the best cell's score below which a score is a failure, and a share of it says nothing. */
const LEAST_PART = 0.1;

/** The scores without warm-up as parts of those with it. */
export type Kept = { readonly paper: number | undefined; readonly ours: number | undefined };

function share(
  [reference, other]: readonly [number | undefined, number | undefined],
  best: number,
): number | undefined {
  if (reference === undefined || other === undefined) return undefined;
  return reference < LEAST_PART * best ? undefined : other / reference;
}

/** What each row keeps of its score without warm-up; undefined for a table without these arms. */
export function keptByRow({
  arms,
  rows,
}: Pick<ExperimentReport, 'arms' | 'rows'>): Readonly<Record<string, Kept>> | undefined {
  const names = arms.map(({ name }) => name);
  if (!names.includes(WITH) || !names.includes(WITHOUT)) return undefined;
  const scores = {
    paper: ({ cells }: RowReport, arm: string) => paperScore(cells[arm]?.paper),
    ours: ({ cells }: RowReport, arm: string) => cells[arm]?.score?.mean,
  };
  const shares = (scoreOf: (row: RowReport, arm: string) => number | undefined) => {
    const best = Math.max(0, ...rows.flatMap((row) => names.map((arm) => scoreOf(row, arm) ?? 0)));
    return (row: RowReport) => share([scoreOf(row, WITH), scoreOf(row, WITHOUT)], best);
  };
  const [paper, ours] = [shares(scores.paper), shares(scores.ours)];
  return Object.fromEntries(rows.map((row) => [row.row, { paper: paper(row), ours: ours(row) }]));
}
