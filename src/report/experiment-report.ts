import { max, mean, rollup } from 'd3-array';
import type { Experiment } from '../experiment/definition.ts';
import type { Loaded } from '../experiment/load-results.ts';
import { askedSeeds } from '../experiment/rows.ts';
import type { CellReference } from '../experiment/schema.ts';
import { runsOf, type StoredResult, seedOf } from '../experiment/stored-result.ts';
import { reportCell } from './stats/cells.ts';
import { choicesOf, requireChosen } from './stats/choices.ts';
import { judgeClaims } from './stats/claims.ts';
import { requireComparable } from './stats/comparable.ts';
import { rankArm } from './stats/ranking.ts';
import { bleuOf } from './stats/scores.ts';
import { signalToNoiseCurves, summariseSignalToNoise } from './stats/signal-to-noise.ts';
import { reportSweep } from './stats/sweep.ts';
import { targetOf } from './stats/target.ts';
import { summariseUpdateSizes, updateSizes } from './stats/update-sizes.ts';
import {
  ALPHA,
  LOG_PERPLEXITY_MARGIN,
  MARGIN_PART,
  type Margins,
  ROUNDS,
  seedOrder,
} from './stats/verdict.ts';
import { settingsOf } from './tables/settings.ts';

/** All that tables, figures and pages show of an experiment under one protocol. */
export type ExperimentReport = ReturnType<typeof reportExperiment>;

/** The differences that count. Those of the first round, so that later runs do not move them. */
function marginsOf(stored: readonly StoredResult[]): Margins {
  const seeds = seedOrder(stored.map(seedOf)).slice(0, ROUNDS[0]);
  const means = rollup(
    stored.filter((run) => seeds.includes(seedOf(run))),
    (runs) => mean(runs, ({ result }) => bleuOf(result)),
    ({ result: { cell } }) => `${cell?.row} ${cell?.arm}`,
  );
  return {
    bleu: MARGIN_PART * (max(means.values(), (score) => score) ?? 0),
    logPerplexity: LOG_PERPLEXITY_MARGIN,
  };
}

/**
 * How many runs of the first round the table lacks, of those that the experiment asks for: of all cells,
 * as any may be the best one, which gives a margin.
 */
function missingAskedRuns(experiment: Experiment, stored: readonly StoredResult[]): number {
  const cells = Object.entries(experiment.rows).flatMap(([row, { arms }]) =>
    arms.map((arm) => ({ row, arm })),
  );
  const missing = cells.flatMap((cell) =>
    seedOrder(askedSeeds(experiment, cell))
      .slice(0, ROUNDS[0])
      .filter((seed) => !runsOf(stored, cell).some((run) => seedOf(run) === seed)),
  );
  return missing.length;
}

/**
 * Puts the results of an experiment into the shape of its table, and judges its claims: a pure
 * function of both.
 *
 * @throws UserError where the results do not belong in one table, or are not of what was chosen
 */
export function reportExperiment(loaded: Loaded) {
  const { experiment, protocol, runs: stored } = loaded;
  const choices = choicesOf(loaded);
  requireComparable(experiment, stored);
  requireChosen(experiment, choices, stored);
  const results = stored.map(({ result }) => result);
  const { target: targetCell, figure } = experiment;
  const logPerplexity =
    targetCell && targetOf(runsOf(stored, targetCell).map(({ result }) => result));
  const arms = Object.entries(experiment.arms).map(([name, { label }]) => ({ name, label }));
  const rows = Object.entries(experiment.rows).map(([row, { label, paper, arms: own }]) => ({
    row,
    label,
    cells: Object.fromEntries(
      own.map((arm) => [
        arm,
        reportCell(runsOf(stored, { row, arm }), paper?.[arm], logPerplexity),
      ]),
    ),
  }));
  const margins = marginsOf(stored);
  const missingRuns = missingAskedRuns(experiment, stored);
  const cellOf = (cell: CellReference) => ({
    stored: runsOf(stored, cell),
    report: rows.find(({ row }) => row === cell.row)!.cells[cell.arm]!,
  });
  return {
    format: 1,
    experiment: experiment.experiment,
    title: experiment.title,
    source: experiment.source,
    protocol,
    settings: settingsOf(results),
    arms,
    rows,
    /** What claims are judged by; see `experiments/VERDICTS.md`. */
    rule: {
      alpha: ALPHA,
      margins,
      /** How many claims the intervals hold for at once. */
      claims: experiment.claims.length,
      rounds: ROUNDS,
      /** Runs of the first round that are asked for and not there. */
      missingRuns,
    },
    claims: judgeClaims(experiment.claims, cellOf, { margins, missingRuns }),
    /** Agreement with the paper's ranking of the rows, by arm. */
    rankings: arms.map(({ name }) => rankArm(name, rows)),
    /** The log-perplexity that time is measured to, and the cell that set it. */
    target:
      targetCell && logPerplexity !== undefined ? { ...targetCell, logPerplexity } : undefined,
    /** The trials of rows that are tuned, and their choices. */
    choices,
    sweep: reportSweep(experiment, rows),
    /** The curves of the experiment's figure in numbers; undefined where it describes none. */
    updateSizes: figure && {
      tensor: figure.tensor,
      label: figure.label,
      curves: summariseUpdateSizes(updateSizes(experiment, results)),
    },
    /** How well means represent the second moments that runs measured; empty where none did. */
    signalToNoise: summariseSignalToNoise(signalToNoiseCurves(experiment, results)),
  };
}

/** The report on `loaded` with the rows and arms of `selected` only. */
export function reportOn(loaded: Loaded, selected: Experiment): ExperimentReport {
  return selectCells(reportExperiment(loaded), {
    rows: Object.keys(selected.rows),
    arms: Object.keys(selected.arms),
  });
}

/** `report` with some of its rows and arms only; the verdicts stay as they are. */
export function selectCells(
  report: ExperimentReport,
  { rows, arms }: { readonly rows: readonly string[]; readonly arms: readonly string[] },
): ExperimentReport {
  const has = ({ row, arm }: CellReference) => rows.includes(row) && arms.includes(arm);
  const { sweep, updateSizes: sizes } = report;
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
    signalToNoise: report.signalToNoise.filter(has),
    rankings: report.rankings.filter(({ arm }) => arms.includes(arm)),
    choices: report.choices.filter(({ row }) => rows.includes(row)),
    sweep: sweep && { ...sweep, curves: sweep.curves.filter(({ row }) => rows.includes(row)) },
    updateSizes: sizes && {
      ...sizes,
      curves: sizes.curves.filter(
        ({ row, arm }) => rows.includes(row) && (arm === undefined || arms.includes(arm)),
      ),
    },
  };
}
