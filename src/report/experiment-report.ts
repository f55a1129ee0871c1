import { group, mean } from 'd3-array';
import type { Experiment } from '../experiment/definition.ts';
import type { CellReference } from '../experiment/schema.ts';
import type { Loaded } from '../results/load.ts';
import type { RunResult } from '../results/result.ts';
import type { StoredResult } from '../results/stored-result.ts';
import { type RowReport, reportCell } from './stats/cells.ts';
import { choicesOf, requireChosen, type TuningReport } from './stats/choices.ts';
import { type ClaimReport, judgeClaims } from './stats/claims.ts';
import { requireComparable } from './stats/comparable.ts';
import { type Ranking, rankArm } from './stats/ranking.ts';
import { ROUNDS, seedOrder } from './stats/rounds.ts';
import { bleuOf } from './stats/scores.ts';
import { reportSweep, type SweepReport } from './stats/sweep.ts';
import { targetOf } from './stats/target.ts';
import {
  summariseUpdateSizes,
  type UpdateSizesSummary,
  updateSizes,
} from './stats/update-sizes.ts';
import { ALPHA, LOG_PERPLEXITY_MARGIN, MARGIN_PART, type Margins } from './stats/verdict.ts';
import { type Settings, settingsOf } from './tables/settings.ts';

/** All that tables, figures and pages show of an experiment under one protocol. */
export type ExperimentReport = {
  readonly format: 1;
  readonly experiment: string;
  readonly title: string;
  readonly source: string;
  readonly protocol: string;
  /** Undefined where there is no run yet. */
  readonly settings: Settings | undefined;
  readonly arms: readonly { readonly name: string; readonly label: string }[];
  readonly rows: readonly RowReport[];
  /** What claims are judged by; see `experiments/VERDICTS.md`. */
  readonly rule: {
    readonly alpha: number;
    /** The differences that count, in BLEU and in nats a token. */
    readonly margins: Margins;
    /** How many claims the intervals hold for at once. */
    readonly claims: number;
    /** The seeds that a claim has after each round. */
    readonly rounds: readonly number[];
  };
  readonly claims: readonly ClaimReport[];
  /** Agreement with the paper's ranking of the rows, by arm. */
  readonly rankings: readonly Ranking[];
  /** The log-perplexity that time is measured to, and the cell that set it. */
  readonly target: (CellReference & { readonly logPerplexity: number }) | undefined;
  /** What was tried and chosen for rows that are tuned. */
  readonly choices: readonly TuningReport[];
  /** Absent where nothing is swept. */
  readonly sweep?: SweepReport;
  /** The curves of the experiment's figure in numbers; absent where it describes none. */
  readonly updateSizes?: {
    readonly tensor: string;
    readonly label: string;
    readonly curves: readonly UpdateSizesSummary[];
  };
};

/** The differences that count. Those of the first round, so that later runs do not move them. */
function marginsOf(stored: readonly StoredResult[]): Margins {
  const seeds = seedOrder(stored.map(({ result }) => result.config.training.seed));
  const first = stored.filter(({ result }) =>
    seeds.slice(0, ROUNDS[0]).includes(result.config.training.seed),
  );
  const cells = group(first, ({ result: { cell } }) => `${cell?.row} ${cell?.arm}`);
  const means = Array.from(cells.values(), (runs) => mean(runs, ({ result }) => bleuOf(result)));
  return {
    bleu: MARGIN_PART * Math.max(0, ...means.map((score) => score ?? 0)),
    logPerplexity: LOG_PERPLEXITY_MARGIN,
  };
}

/**
 * Puts the results of an experiment into the shape of its table, and judges its claims: a pure
 * function of both.
 *
 * @throws UserError where the results do not belong in one table, or are not of what was chosen
 */
export function reportExperiment(loaded: Loaded<Experiment>): ExperimentReport {
  const { experiment, protocol, runs: stored } = loaded;
  const choices = choicesOf(loaded);
  requireComparable(experiment, stored);
  requireChosen(experiment, choices, stored);
  const storedIn = ({ row, arm }: CellReference) =>
    stored.filter(({ result: { cell } }) => cell?.row === row && cell.arm === arm);
  const { target: targetCell } = experiment;
  const target = targetCell && targetOf(storedIn(targetCell).map(({ result }) => result));
  const arms = Object.entries(experiment.arms).map(([name, { label }]) => ({ name, label }));
  const rows = Object.entries(experiment.rows).map(([row, { label, paper, arms: own }]) => ({
    row,
    label,
    cells: Object.fromEntries(
      own.map((arm) => [arm, reportCell(storedIn({ row, arm }), paper?.[arm], target)]),
    ),
  }));
  const sweep = reportSweep(experiment, rows);
  const margins = marginsOf(stored);
  const cellOf = (cell: CellReference) => ({
    stored: storedIn(cell),
    report: rows.find(({ row }) => row === cell.row)!.cells[cell.arm]!,
  });
  return {
    format: 1,
    experiment: experiment.experiment,
    title: experiment.title,
    source: experiment.source,
    protocol,
    settings: settingsOf(stored.map(({ result }) => result)),
    arms,
    rows,
    rule: {
      alpha: ALPHA,
      margins,
      claims: experiment.claims.length,
      rounds: ROUNDS,
    },
    claims: judgeClaims(experiment.claims, cellOf, margins),
    rankings: arms.map(({ name }) => rankArm(name, rows)),
    target:
      targetCell === undefined || target === undefined
        ? undefined
        : { ...targetCell, logPerplexity: target },
    choices,
    ...(sweep === undefined ? {} : { sweep }),
    ...reportUpdateSizes(
      experiment,
      stored.map(({ result }) => result),
    ),
  };
}

function reportUpdateSizes(
  experiment: Experiment,
  results: readonly RunResult[],
): Pick<ExperimentReport, 'updateSizes'> {
  const { figure } = experiment;
  if (figure === undefined) return {};
  const curves = summariseUpdateSizes(updateSizes(experiment, results));
  return { updateSizes: { tensor: figure.tensor, label: figure.label, curves } };
}

/** `report` with some of its rows and arms only; what is judged stays as it is. */
export function selectCells(
  report: ExperimentReport,
  { rows, arms }: { readonly rows: readonly string[]; readonly arms: readonly string[] },
): ExperimentReport {
  const has = ({ row, arm }: CellReference) => rows.includes(row) && arms.includes(arm);
  return {
    ...report,
    arms: report.arms.filter(({ name }) => arms.includes(name)),
    rows: report.rows
      .filter(({ row }) => rows.includes(row))
      .map(({ cells, ...row }) => ({
        ...row,
        cells: Object.fromEntries(Object.entries(cells).filter(([arm]) => arms.includes(arm))),
      })),
    claims: report.claims.filter(({ first, second }) => has(first) && has(second)),
    rankings: report.rankings.filter(({ arm }) => arms.includes(arm)),
    choices: report.choices.filter(({ row }) => rows.includes(row)),
    ...(report.sweep === undefined
      ? {}
      : {
          sweep: {
            ...report.sweep,
            curves: report.sweep.curves.filter(({ row }) => rows.includes(row)),
          },
        }),
    ...(report.updateSizes === undefined
      ? {}
      : {
          updateSizes: {
            ...report.updateSizes,
            curves: report.updateSizes.curves.filter(
              ({ row, arm }) => rows.includes(row) && (arm === undefined || arms.includes(arm)),
            ),
          },
        }),
  };
}
