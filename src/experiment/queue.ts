import { isDeepStrictEqual } from 'node:util';
import type { PlannedExperiment, PlannedRun, PlannedTuning } from './plan.ts';
import { finishedResult } from './run-files.ts';
import { type TuningResult, tuningResultOf, withChosen } from './tuning.ts';

/** A run that waits for its turn. */
export type Entry = {
  readonly run: PlannedRun;
  /** For a cell of a tuned row: what has to be chosen first. */
  readonly tuning: PlannedTuning | undefined;
  /** Whether one of the candidates will turn out to be this run, so that it takes no time. */
  readonly coveredByTrial: boolean;
  /** How often it has failed. */
  failures: number;
  /** Not to be taken before this moment, in the milliseconds of `Date.now`. */
  notBefore: number;
};

/** What to do next: a run, or something to wait for. */
export type Next =
  | { readonly kind: 'run'; readonly entry: Entry; readonly run: PlannedRun }
  /** Every run that is left waits: for another one to end, or until `milliseconds` have passed. */
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'empty' };

/**
 * Every run of `plan` in the order it is to be done: the plan's own, and what has to be tried for a
 * row before the first run of that row.
 */
export function orderedEntries({ runs, tunings }: PlannedExperiment): Entry[] {
  const entry = (run: PlannedRun, tuning?: PlannedTuning): Entry => ({
    run,
    tuning,
    // Trials of studies lack the scores that a table needs.
    coveredByTrial:
      tuning !== undefined &&
      tuning.tuning.studies === undefined &&
      tuning.candidates.some(
        ({ cell, seed }) => isDeepStrictEqual(cell, run.cell) && seed === run.seed,
      ),
    failures: 0,
    notBefore: 0,
  });
  const untried = new Map(tunings.map((tuning) => [tuning.row, tuning]));
  return runs.flatMap((run) => {
    const { row } = run.cell;
    const candidates = untried.get(row)?.candidates ?? [];
    untried.delete(row);
    const tuning = tunings.find((each) => each.row === row);
    return [...candidates.map((candidate) => entry(candidate)), entry(run, tuning)];
  });
}

function decided({ run, tuning }: Entry, result: TuningResult | undefined): PlannedRun | undefined {
  if (tuning === undefined) return run;
  return result?.chosen === undefined ? undefined : withChosen(run, result);
}

/** The run of an entry as it is to be done, or undefined while its number is not chosen. */
export function decidedRun(entry: Entry, results: string): PlannedRun | undefined {
  return decided(entry, entry.tuning && tuningResultOf(entry.tuning, results));
}

/** The entries of `plan` that have no result in the folder `results`, and how many have one. */
export function unfinishedEntries(
  plan: PlannedExperiment,
  results: string,
): { readonly entries: Entry[]; readonly done: number } {
  const all = orderedEntries(plan);
  const entries = all.filter((entry) => {
    const run = decidedRun(entry, results);
    return run === undefined || finishedResult(results, run) === undefined;
  });
  return { entries, done: all.length - entries.length };
}

/** The runs that are still to be done, given out one after the other. */
export type Queue = {
  /** The next run, which is out of the queue then. */
  next(): Next;
  /** Puts a run back, behind the others. */
  putBack(entry: Entry): void;
  clear(): Entry[];
};

/**
 * A queue of `entries`. A cell of a tuned row comes with the number that its row's candidates have
 * chosen, as soon as all of them have results in the folder `results`.
 *
 * @param chosen told of what each of `tunings` has chosen, once, as soon as it is known
 */
export function createQueue(
  entries: readonly Entry[],
  tunings: readonly PlannedTuning[],
  results: string,
  chosen: (result: TuningResult) => void,
): Queue {
  const waiting = [...entries];
  const known = new Map<PlannedTuning, TuningResult>();

  const resultOf = (tuning: PlannedTuning): TuningResult | undefined => {
    const result = known.get(tuning) ?? tuningResultOf(tuning, results);
    if (result === undefined || known.has(tuning)) return result;
    known.set(tuning, result);
    chosen(result);
    return result;
  };
  for (const tuning of tunings) resultOf(tuning);

  return {
    next: () => {
      if (waiting.length === 0) return { kind: 'empty' };
      const now = Date.now();
      for (const [index, entry] of waiting.entries()) {
        if (entry.notBefore > now) continue;
        const run = decided(entry, entry.tuning && resultOf(entry.tuning));
        if (run === undefined) continue;
        waiting.splice(index, 1);
        return { kind: 'run', entry, run };
      }
      const soonest = Math.min(
        ...waiting.map(({ notBefore }) => notBefore).filter((at) => at > now),
      );
      return { kind: 'wait', milliseconds: soonest - now };
    },
    putBack: (entry) => waiting.push(entry),
    clear: () => waiting.splice(0),
  };
}
