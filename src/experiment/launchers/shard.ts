import { UserError } from '../../platform/errors.ts';
import type { PlannedExperiment } from '../plan.ts';

/** One of several parts of an experiment that are run apart from each other. */
export type Shard = {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
};

/**
 * Reads `I/N`, such as `2/8`.
 *
 * @throws UserError where it is something else
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) {
    return { index, count };
  }
  throw new UserError(
    `--shard ${text}: expected I/N, the I-th of N parts with I from 1 to N, such as 2/8`,
  );
}

/**
 * The part of `plan` that a shard does: every N-th run. It follows from the plan alone, so that shards
 * may start at any time, whatever is done by then. A row that is tuned stays in one part: its runs
 * wait for its trials.
 */
export function shardOf(plan: PlannedExperiment, { index, count }: Shard): PlannedExperiment {
  const tuned = new Set(plan.tunings.map(({ row }) => row));
  const units = new Map<unknown, number>();
  const isMine = (unit: unknown): boolean => {
    if (!units.has(unit)) units.set(unit, units.size);
    return units.get(unit)! % count === index - 1;
  };
  const runs = plan.runs.filter((run) => isMine(tuned.has(run.cell.row) ? run.cell.row : run));
  return { ...plan, runs, tunings: plan.tunings.filter(({ row }) => isMine(row)) };
}
