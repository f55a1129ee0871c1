import { mean } from 'd3-array';
import type { PaperCell } from '../../experiment/schema.ts';
import type { StoredResult } from '../../results/stored-result.ts';
import { type TimeToTarget, timeToTarget } from '../../results/time-to-target.ts';
import { DIVERGED_BLEU } from './scores.ts';
import { type Spread, spreadOf } from './spread.ts';

/** The same run's averaged parameters, scored. */
export type AverageReport = { readonly bleu: number; readonly logPerplexity: number };

/** The averages of the parameters that may be scored beside them; see `AveragingConfig`. */
export const AVERAGES = ['polyak', 'lastPoints'] as const;

export type AverageName = (typeof AVERAGES)[number];

/** What a table says of one run. */
export type RunReport = {
  readonly seed: number;
  /** The result file, from the folder of all results. */
  readonly file: string;
  readonly diverged: boolean;
  /** BLEU on the test set; undefined where the run diverged. */
  readonly bleu: number | undefined;
  /** The last on the development set, nats a token; undefined where the run diverged. */
  readonly logPerplexity: number | undefined;
  /** Part of the translations that are different ones, from 0 to 1; undefined where none were kept. */
  readonly distinct: number | undefined;
  /** BLEU of the translations against shuffled references; undefined where it was not measured. */
  readonly permutationFloor: number | undefined;
  readonly toTarget: TimeToTarget | undefined;
  readonly averages: Readonly<Partial<Record<AverageName, AverageReport>>>;
};

/** A row in an arm: the paper's number and what our runs gave. */
export type CellReport = {
  /** What the paper has, where it has this cell. */
  readonly paper: PaperCell | undefined;
  /** By seed. */
  readonly runs: readonly RunReport[];
  readonly diverged: number;
  /** BLEU of the runs that completed. */
  readonly bleu: Spread | undefined;
  /** BLEU of all runs, with 0 for those that diverged: what is compared and ranked. */
  readonly score: Spread | undefined;
  /** Final log-perplexity of the runs that completed, nats a token. */
  readonly logPerplexity: Spread | undefined;
  /** Part of the translations that are different ones, of the runs that kept them. */
  readonly distinct: Spread | undefined;
  /** BLEU against shuffled references, of the runs that measured it. */
  readonly permutationFloor: Spread | undefined;
  /** Steps to the target, of the runs that reached it. */
  readonly stepsToTarget: Spread | undefined;
  /** The same in seconds, of the runs that kept them; they belong to these runs' machines. */
  readonly secondsToTarget: Spread | undefined;
  /** Of averaged parameters, where they were scored. */
  readonly averages: Readonly<Partial<Record<AverageName, AveragedCell>>>;
  /** What the optimiser keeps between steps, in bytes; undefined where there is no run. */
  readonly stateBytes: number | undefined;
  /** The largest resident memory of a run's process, libraries and data included; the mean over runs. */
  readonly peakMemoryBytes: number | undefined;
};

export type AveragedCell = { readonly bleu: Spread; readonly logPerplexity: Spread };

export type RowReport = {
  readonly row: string;
  readonly label: string;
  /** By arm; only those that the row is run in. */
  readonly cells: Readonly<Record<string, CellReport>>;
};

function reportRun(
  { file, result, distinct }: StoredResult,
  target: number | undefined,
): RunReport {
  const diverged = result.status === 'diverged';
  return {
    seed: result.config.training.seed,
    file,
    diverged,
    bleu: diverged ? undefined : result.test?.bleu.score,
    logPerplexity: diverged ? undefined : result.dev.at(-1)?.logPerplexity,
    distinct,
    permutationFloor: result.test?.permutationFloor,
    toTarget: target === undefined ? undefined : timeToTarget(result, target),
    averages: Object.fromEntries(
      AVERAGES.flatMap((name) => {
        const average = result.averages?.[name];
        if (average === undefined) return [];
        return [[name, { bleu: average.bleu.score, logPerplexity: average.logPerplexity }]];
      }),
    ),
  };
}

function averagedCells(runs: readonly RunReport[]): CellReport['averages'] {
  return Object.fromEntries(
    AVERAGES.flatMap((name) => {
      const found = runs.flatMap(({ averages }) => averages[name] ?? []);
      if (found.length === 0) return [];
      const bleu = spreadOf(found.map((average) => average.bleu))!;
      const logPerplexity = spreadOf(found.map((average) => average.logPerplexity))!;
      return [[name, { bleu, logPerplexity }]];
    }),
  );
}

/** @param target the log-perplexity that time is measured to */
export function reportCell(
  stored: readonly StoredResult[],
  paper: PaperCell | undefined,
  target: number | undefined,
): CellReport {
  const runs = stored.map((one) => reportRun(one, target)).toSorted((a, b) => a.seed - b.seed);
  const spreadOver = (value: (run: RunReport) => number | undefined) =>
    spreadOf(runs.map(value).filter((number) => number !== undefined));
  return {
    paper,
    runs,
    diverged: runs.filter(({ diverged }) => diverged).length,
    bleu: spreadOver(({ bleu }) => bleu),
    score: spreadOver(({ bleu, diverged }) => (diverged ? DIVERGED_BLEU : bleu)),
    logPerplexity: spreadOver(({ logPerplexity }) => logPerplexity),
    distinct: spreadOver(({ distinct }) => distinct),
    permutationFloor: spreadOver(({ permutationFloor }) => permutationFloor),
    stepsToTarget: spreadOver(({ toTarget }) => toTarget?.step),
    secondsToTarget: spreadOver(({ toTarget }) => toTarget?.seconds),
    averages: averagedCells(runs),
    stateBytes: stored[0]?.result.optimizerState.bytes,
    peakMemoryBytes: mean(stored, ({ result }) => result.timing.peakMemoryBytes),
  };
}

/** What the paper has of a cell as BLEU, like `bleu` of ours: undefined where its run diverged. */
export function paperBleu(paper: PaperCell | undefined): number | undefined {
  return paper === 'diverged' ? undefined : paper;
}

/** What the paper has of a cell as a score, like `score` of ours: 0 where its run diverged. */
export function paperScore(paper: PaperCell | undefined): number | undefined {
  return paper === 'diverged' ? DIVERGED_BLEU : paper;
}

/** The best score of any cell, ours and the paper's; undefined where there is none above 0. */
export function bestScores(cells: readonly CellReport[]): {
  readonly paper: number | undefined;
  readonly ours: number | undefined;
} {
  const best = (score: (cell: CellReport) => number | undefined) => {
    const most = Math.max(0, ...cells.map((cell) => score(cell) ?? 0));
    return most > 0 ? most : undefined;
  };
  return { paper: best(({ paper }) => paperBleu(paper)), ours: best(({ bleu }) => bleu?.mean) };
}
