import { ticks } from 'd3-array';
import type { CellReport } from '../cells.ts';
import { PALETTE, type PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import type { Spread } from '../spread.ts';
import { armLabel, cellLabel, figureTitle, namesAxis, rounded, rowLabel } from './labels.ts';

const PANEL_WIDTH = 300;
const ROW_HEIGHT = 26;
/** Of a panel's width, at its right: where runs stand that do not get to the target. */
const NEVER_STRIP = 92;

/** What is counted until the target is reached. */
const QUANTITIES = [
  { of: (cell: CellReport) => cell.stepsToTarget, title: 'steps', unit: 1 },
  { of: (cell: CellReport) => cell.secondsToTarget, title: 'minutes of training steps', unit: 60 },
] as const;

type Quantity = (typeof QUANTITIES)[number];

const wasRun = ({ runs }: CellReport) => runs.length > 0;

/**
 * The rows that were run, the soonest at the target first, then those of which some run never gets
 * there: a mean over the others says nothing of how soon the row does.
 */
function rowsInOrder({ report }: ReportedExperiment): string[] {
  const soonest = (cells: Readonly<Record<string, CellReport>>) =>
    Math.min(
      ...Object.values(cells).map(({ runs, stepsToTarget }) =>
        stepsToTarget?.n === runs.length ? stepsToTarget.mean : Number.POSITIVE_INFINITY,
      ),
    );
  return report.rows
    .filter(({ cells }) => Object.values(cells).some(wasRun))
    .map(({ row, cells }) => ({ row, at: soonest(cells) }))
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ row }) => row);
}

/** A cell's runs that got to the target; those that did not stand in a strip on the right. */
type Mark = {
  readonly row: string;
  readonly arm: string;
  readonly spread: Spread | undefined;
  readonly missed: number;
};

function marksOf({ experiment, report }: ReportedExperiment, { of }: Quantity): Mark[] {
  return report.rows.flatMap(({ row, cells }) =>
    Object.entries(cells)
      .filter(([, cell]) => wasRun(cell))
      .map(([arm, cell]) => ({
        row: rowLabel(experiment, row),
        arm: armLabel(experiment, arm),
        spread: of(cell),
        missed: cell.runs.filter(({ toTarget }) => toTarget === undefined).length,
      })),
  );
}

function panel(
  given: ReportedExperiment,
  quantity: Quantity,
  rows: readonly string[],
  first: boolean,
) {
  const { experiment } = given;
  const marks = marksOf(given, quantity);
  const most = Math.max(...marks.map(({ spread }) => (spread?.most ?? 0) / quantity.unit));
  const latest = most > 0 ? 1.04 * most : 1;
  const width = first ? PANEL_WIDTH : PANEL_WIDTH - NEVER_STRIP;
  const end = (latest * width) / (PANEL_WIDTH - NEVER_STRIP);
  const points = marks.flatMap(({ row, arm, spread }) =>
    spread === undefined
      ? []
      : [
          {
            row,
            arm,
            mean: rounded(spread.mean / quantity.unit, 3),
            least: rounded(spread.least / quantity.unit, 3),
            most: rounded(spread.most / quantity.unit, 3),
          },
        ],
  );
  const never = marks
    .filter(({ missed }) => first && missed > 0)
    .map(({ row, arm, spread, missed }) => ({
      row,
      arm,
      text: spread === undefined ? 'not reached' : `${missed} of ${missed + spread.n} not reached`,
    }));
  const names = rows.map((row) => rowLabel(experiment, row));
  const arms = Object.keys(experiment.arms).map((arm) => armLabel(experiment, arm));
  const encoding = {
    y: {
      field: 'row',
      type: 'nominal' as const,
      sort: names,
      scale: { domain: names },
      title: null,
      axis: first
        ? { ...namesAxis(names), grid: true }
        : { domain: false, ticks: false, labels: false, grid: true },
    },
    yOffset: { field: 'arm', type: 'nominal' as const, sort: arms, scale: { padding: 0.6 } },
    color: {
      field: 'arm',
      type: 'nominal' as const,
      scale: { domain: arms, range: arms.map((_, index) => PALETTE[index % PALETTE.length]!) },
      legend: { title: null, orient: 'top' as const, symbolType: 'circle' },
    },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, rounded(end, 3)], nice: false },
    axis: { title: quantity.title, values: most > 0 ? ticks(0, latest, 4) : [], grid: false },
  });
  return {
    width,
    height: { step: ROW_HEIGHT, for: 'position' as const },
    layer: [
      {
        data: { values: first ? [{ x: rounded(latest, 3) }] : [] },
        mark: { type: 'rule' as const, color: '#bbb', strokeDash: [2, 3], aria: false },
        encoding: { x: x('x') },
      },
      {
        data: { values: points },
        mark: { type: 'rule' as const, strokeWidth: 1.5, aria: false },
        encoding: { ...encoding, x: x('least'), x2: { field: 'most' } },
      },
      {
        data: { values: points },
        mark: { type: 'point' as const, filled: true, size: 48, opacity: 1, aria: false },
        encoding: { ...encoding, x: x('mean') },
      },
      {
        data: { values: never },
        mark: {
          type: 'text' as const,
          x: PANEL_WIDTH - NEVER_STRIP + 8,
          align: 'left' as const,
          fontSize: 9,
        },
        encoding: { ...encoding, text: { field: 'text', type: 'nominal' as const } },
      },
    ],
  };
}

/**
 * How long each row takes to the log-perplexity that one cell ends with: in steps, and, where runs
 * kept it, in time on their machines.
 */
export function timeToTarget(given: ReportedExperiment): PlotSpec | undefined {
  const { experiment, report } = given;
  const { target } = report;
  if (target === undefined) return undefined;
  const rows = rowsInOrder(given);
  const known = QUANTITIES.filter(
    (quantity, index) =>
      index === 0 || marksOf(given, quantity).some(({ spread }) => spread !== undefined),
  );
  return {
    title: figureTitle(
      given,
      `To a development log-perplexity of ${target.logPerplexity.toFixed(3)}, the end of ` +
        cellLabel(experiment, target),
    ),
    spacing: 20,
    hconcat: known.map((quantity, index) => panel(given, quantity, rows, index === 0)),
  };
}
