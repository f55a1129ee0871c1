import { deviation, mean } from 'd3-array';
import { AVERAGE_KINDS, type AverageKind } from '../../config/averages.ts';
import type { PaperCell } from '../../experiment/schema.ts';
import { type StoredResult, seedOf } from '../../experiment/stored-result.ts';
import { DIVERGED_BLEU } from './scores.ts';
import { timeToTarget } from './target.ts';

/** How several measurements of one thing lie. */
export type Spread = {
  readonly n: number;
  readonly mean: number;
  /** Of the sample, dividing by n - 1; undefined for one value. */
  readonly standardDeviation: number | undefined;
  readonly least: number;
  readonly most: number;
};

/** Of each average; undefined where it was not scored. */
type ByAverage<T> = Readonly<Record<AverageKind, T | undefined>>;

const byAverage = <T>(of: (kind: AverageKind) => T | undefined): ByAverage<T> =>
  Object.fromEntries(AVERAGE_KINDS.map((kind) => [kind, of(kind)])) as ByAverage<T>;

/** @param target the log-perplexity that time is measured to */
function reportRun(stored: StoredResult, target: number | undefined) {
  const { file, result, distinct } = stored;
  const diverged = result.status === 'diverged';
  return {
    seed: seedOf(stored),
    /** The result file, from the folder of all results. */
    file,
    diverged,
    /** On the test set; undefined where the run diverged. */
    bleu: diverged ? undefined : result.test?.bleu.score,
    /** The last on the development set, nats a token; undefined where the run diverged. */
    logPerplexity: diverged ? undefined : result.dev.at(-1)?.logPerplexity,
    distinct,
    /** BLEU of the translations against shuffled references; undefined where it was not measured. */
    permutationFloor: result.test?.permutationFloor,
    toTarget: target === undefined ? undefined : timeToTarget(result, target),
    averages: byAverage((name) => {
      const average = result.averages?.[name];
      return average && { bleu: average.bleu.score, logPerplexity: average.logPerplexity };
    }),
  };
}

type RunReport = ReturnType<typeof reportRun>;

/** The spread of a number over the runs that have it. */
function spreadOver(
  runs: readonly RunReport[],
  value: (run: RunReport) => number | undefined,
): Spread | undefined {
  const values = runs.map(value).filter((number) => number !== undefined);
  if (values.length === 0) return undefined;
  return {
    n: values.length,
    mean: mean(values)!,
    standardDeviation: deviation(values),
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** A row in an arm: the paper's number and ours. */
export type CellReport = ReturnType<typeof reportCell>;

/** @param target the log-perplexity that time is measured to */
export function reportCell(
  stored: readonly StoredResult[],
  paper: PaperCell | undefined,
  target: number | undefined,
) {
  const runs = stored.map((one) => reportRun(one, target)).toSorted((a, b) => a.seed - b.seed);
  return {
    /** Undefined where the paper does not have this cell. */
    paper,
    runs,
    diverged: runs.filter(({ diverged }) => diverged).length,
    bleu: spreadOver(runs, ({ bleu }) => bleu),
    /** BLEU with 0 for runs that diverged: for comparing and ranking. */
    score: spreadOver(runs, ({ bleu, diverged }) => (diverged ? DIVERGED_BLEU : bleu)),
    logPerplexity: spreadOver(runs, ({ logPerplexity }) => logPerplexity),
    distinct: spreadOver(runs, ({ distinct }) => distinct),
    permutationFloor: spreadOver(runs, ({ permutationFloor }) => permutationFloor),
    stepsToTarget: spreadOver(runs, ({ toTarget }) => toTarget?.step),
    /** Seconds belong to the machines of these runs. */
    secondsToTarget: spreadOver(runs, ({ toTarget }) => toTarget?.seconds),
    averages: byAverage((name) => {
      const bleu = spreadOver(runs, ({ averages }) => averages[name]?.bleu);
      const dev = spreadOver(runs, ({ averages }) => averages[name]?.logPerplexity);
      return bleu && dev && { bleu, logPerplexity: dev };
    }),
    /** What the optimiser keeps between steps; undefined where there is no run. */
    stateBytes: stored[0]?.result.optimizerState.bytes,
    /** The largest resident memory of a run's process, libraries and data included; the mean over runs. */
    peakMemoryBytes: mean(stored, ({ result }) => result.timing.peakMemoryBytes),
  };
}

export type RowReport = {
  readonly row: string;
  readonly label: string;
  /** By arm; only those that the row is run in. */
  readonly cells: Readonly<Record<string, CellReport>>;
};

/** Every cell of a table, row by row, with its row and its arm. */
export function cellsOf<A extends { readonly name: string }>({
  rows,
  arms,
}: {
  readonly rows: readonly RowReport[];
  readonly arms: readonly A[];
}): { row: RowReport; arm: A; cell: CellReport }[] {
  return rows.flatMap((row) =>
    arms.flatMap((arm) => {
      const cell = row.cells[arm.name];
      return cell === undefined ? [] : [{ row, arm, cell }];
    }),
  );
}

/** The paper's number of a cell as a score, like `score` of ours: 0 where its run diverged. */
export function paperScore(paper: PaperCell | undefined): number | undefined {
  return paper === 'diverged' ? DIVERGED_BLEU : paper;
}
