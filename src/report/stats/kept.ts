import { max } from 'd3-array';
import { paperScore, type RowReport } from './cells.ts';

/** The arms that warm-up is judged by, by the names that experiments give them. */
export const WITH_WARMUP = 'warmup';
export const WITHOUT_WARMUP = 'none';

/** Part of the best cell's score below which a score is a failure, and a share of it says nothing. */
export const LEAST_PART = 0.1;

/** The scores without warm-up as parts of those with it. */
export type Kept = { readonly paper: number | undefined; readonly ours: number | undefined };

/** The part of its score that each row keeps without warm-up; undefined without these two arms. */
export function keptByRow({
  arms,
  rows,
}: {
  readonly arms: readonly { readonly name: string }[];
  readonly rows: readonly RowReport[];
}): Readonly<Record<string, Kept>> | undefined {
  const names = arms.map(({ name }) => name);
  if (!names.includes(WITH_WARMUP) || !names.includes(WITHOUT_WARMUP)) return undefined;
  const shares = (scoreOf: (row: RowReport, arm: string) => number | undefined) => {
    const best = max(rows, (row) => max(names, (arm) => scoreOf(row, arm))) ?? 0;
    return (row: RowReport): number | undefined => {
      const [reference, other] = [scoreOf(row, WITH_WARMUP), scoreOf(row, WITHOUT_WARMUP)];
      if (reference === undefined || other === undefined) return undefined;
      return reference < LEAST_PART * best ? undefined : other / reference;
    };
  };
  const paper = shares(({ cells }, arm) => paperScore(cells[arm]?.paper));
  const ours = shares(({ cells }, arm) => cells[arm]?.score?.mean);
  return Object.fromEntries(rows.map((row) => [row.row, { paper: paper(row), ours: ours(row) }]));
}
