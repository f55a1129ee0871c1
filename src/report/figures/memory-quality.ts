import { extent, nice, ticks } from 'd3-array';
import prettyBytes from 'pretty-bytes';
import { runsOf } from '../../experiment/stored-result.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { meanInterval } from '../stats/mean-interval.ts';
import { paretoFront } from '../stats/pareto-front.ts';
import { decimal, orDash, spreadText } from '../tables/text.ts';
import {
  baseAxis,
  colored,
  cross,
  type Figure,
  figureSubtitle,
  levelLine,
  linePath,
  type Panel,
  panelTitle,
  rounded,
  softText,
  tickMarks,
  valueAxis,
} from './figure.ts';
import { placeLabels } from './label-placement.ts';
import { marker } from './markers.ts';
import { html } from './markup.ts';
import { rowName, rowStyle, shortName } from './palette.ts';
import { type PlotArea, xOf, yOf } from './plot-area.ts';
import { spacedTicks } from './ticks.ts';

const PANEL = { width: 580, height: 420 };
/** Right of the plot is room for the names of rows that keep the most. */
const PLOT = { left: 46, top: 34, bottom: 372, right: 470 };
/** Of the plot's width, at its left: where rows stand that keep nothing, as 0 has no logarithm. */
const ZERO_STRIP = 72;
const RADIUS = 4.6;
/** Bytes of state a parameter; 4 is one number a parameter, 8 is two. */
const TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8, 16, 32];
/** With more rows than this, those with long names are called by their identifiers. */
const MOST_NAMES = 12;
const MOST_LETTERS = 16;
/** Nearer labels need no line to their point. */
const NEAR = 9;

/** The rows that were run in one arm: what each keeps, and BLEU with 0 for runs that diverged. */
function marksOf({ report, runs }: ReportedExperiment, arm: string) {
  return report.rows.flatMap(({ row, cells }) => {
    const [first] = runsOf(runs, { row, arm });
    const { score, diverged } = cells[arm] ?? {};
    if (first === undefined || score === undefined) return [];
    const { optimizerState, parameters } = first.result;
    // Of runs that did and did not diverge, the scores are far from normal.
    const interval = diverged === 0 ? meanInterval(score) : undefined;
    const { bytes } = optimizerState;
    return [{ row, bytes, cost: bytes / parameters, spread: score, score: score.mean, interval }];
  });
}

type Mark = ReturnType<typeof marksOf>[number];

/** Adam and Adafactor in the first arm that both were run in, and how many times as much Adam keeps. */
export function compareMemory(given: ReportedExperiment) {
  const { experiment, report } = given;
  for (const { name } of report.arms) {
    const marks = marksOf(given, name);
    const named = (wanted: string) => marks.find(({ row }) => rowName(experiment, row) === wanted);
    const [adam, adafactor] = [named('Adam'), named('Adafactor')];
    if (adam === undefined || adafactor === undefined) continue;
    return { adam, adafactor, ratio: adam.bytes / adafactor.bytes };
  }
  return undefined;
}

/** How many sizes of state were tried in any arm, to two digits. */
export function sizesTried(given: ReportedExperiment): number {
  const marks = given.report.arms.flatMap(({ name }) => marksOf(given, name));
  return new Set(marks.map(({ cost }) => costText(cost))).size;
}

/** The rows that no other row beats for its bytes; one that scored nothing is none of them. */
const frontOf = (marks: readonly Mark[]): Mark[] =>
  paretoFront(marks.filter(({ score }) => score > 0));

/** Axes that have room for all of `marks`. */
function areaOf(marks: readonly Mark[]): PlotArea {
  const kept = marks.map(({ cost }) => cost).filter((cost) => cost > 0);
  const left = PLOT.left + (kept.length < marks.length ? ZERO_STRIP : 0);
  const [least = 1, most = 1] = extent(kept);
  const ends = marks.flatMap(({ score, interval }) => [
    score,
    ...(interval === undefined ? [] : [Math.max(0, interval.low), interval.high]),
  ]);
  const [worst = 0, best = 0] = extent(ends);
  const [from, to] = nice(worst > best / 2 ? worst - 0.5 : 0, Math.max(best, 1), 6);
  return { ...PLOT, left, x: [least / 1.6, most * 1.6], y: [from, to], logX: true };
}

const placeX = ({ cost }: Mark, area: PlotArea): number =>
  cost === 0 ? PLOT.left + ZERO_STRIP / 2 : xOf(cost, area);

/** The ends of the front's steps, each at what is the best for no more bytes than these. */
function frontSteps(front: readonly Mark[], area: PlotArea): (readonly [x: number, y: number])[] {
  const corners = front.map((mark) => [placeX(mark, area), yOf(mark.score, area)] as const);
  const ends = [...corners.slice(1).map(([x]) => x), area.right];
  return corners.flatMap(([x, y], i) => [[x, y] as const, [ends[i]!, y] as const]);
}

const FRONT_NAME = 'Pareto front';

function nameOf({ experiment }: ReportedExperiment, row: string, marks: readonly Mark[]): string {
  const name = shortName(experiment, row);
  return marks.length > MOST_NAMES && name.length > MOST_LETTERS ? row : name;
}

function memoryPanel(
  given: ReportedExperiment,
  { name: arm, label }: { readonly name: string; readonly label: string },
  area: PlotArea,
): Panel {
  const { experiment } = given;
  const marks = marksOf(given, arm);
  const front = frontOf(marks);
  const points = marks.map((mark) => ({
    ...mark,
    text: nameOf(given, mark.row, marks),
    isBest: front.includes(mark),
    x: placeX(mark, area),
    y: yOf(mark.score, area),
    bar: mark.interval && [
      yOf(mark.interval.high, area),
      yOf(Math.max(area.y[0], mark.interval.low), area),
    ],
  }));
  const steps = frontSteps(front, area);
  const bars = points.flatMap(({ x, bar }) =>
    bar === undefined ? [] : [{ left: x - 1, right: x + 1, top: bar[0]!, bottom: bar[1]! }],
  );
  const lines = steps.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = steps[i]!;
    return { left: fromX, right: x, top: Math.min(y, fromY) - 1, bottom: Math.max(y, fromY) + 1 };
  });
  const frontEnd = steps.slice(-1).map(([x, y]) => ({ x: x - 48, y, text: FRONT_NAME }));
  const labels = placeLabels(
    [...frontEnd, ...points],
    { width: PANEL.width, height: area.bottom },
    [...bars, ...lines],
  );
  const frontNames = labels
    .slice(0, frontEnd.length)
    .map(({ center: { x, y } }) => softText(FRONT_NAME, { x, y: y + 4, anchor: 'middle' }));
  const places = labels.slice(frontEnd.length);
  const values = TICKS.filter((value) => value >= area.x[0] && value <= area.x[1]);
  const whole = { ...area, left: PLOT.left };
  return {
    ...PANEL,
    name: `${label}: BLEU against bytes of optimiser state a parameter, with the Pareto front`,
    body: html`${panelTitle(label, PLOT.left, 16)}${valueAxis(whole, ticks(area.y[0], area.y[1], 6))}${baseAxis(
      area,
      'optimiser state, bytes a parameter',
      spacedTicks(values, area, String),
      String,
    )}${tickMarks(values, area)}${area.left > PLOT.left && softText('0', { x: PLOT.left + ZERO_STRIP / 2, y: area.bottom + 18, anchor: 'middle' })}${levelLine(area.y[0], whole)}${steps.length > 0 && html`<path class="soft front" color="#5b616c" stroke="currentColor" stroke-width="1.4" stroke-dasharray="4 3" fill="none" d="${linePath(steps)}"/>`}${frontNames}${points.map(
      ({ row, x, y, score, bar, text, isBest }, i) => {
        const { center, near } = places[i]!;
        return html`<g${colored(rowStyle(experiment, row))}><title>${rowName(experiment, row)}: ${decimal(score, 1)} BLEU</title>${
          Math.hypot(near.x - x, near.y - y) > NEAR &&
          html`<path stroke="currentColor" stroke-width=".8" d="M${rounded(x)},${rounded(y)}L${rounded(near.x)},${rounded(near.y)}"/>`
        }${bar !== undefined && html`<path class="interval" stroke="currentColor" stroke-width="1.5" d="M${rounded(x)},${rounded(bar[0]!)}V${rounded(bar[1]!)}"/>`}${
          score === 0 ? cross(x, y) : marker('circle', { x, y, radius: RADIUS }, !isBest)
        }<text x="${rounded(center.x)}" y="${rounded(center.y)}" dy=".32em" text-anchor="middle" font-weight="${isBest ? 650 : 400}" stroke="none">${text}</text></g>`;
      },
    )}`,
  };
}

/** Bytes a parameter, to two digits. */
const costText = (cost: number): string => String(Number(cost.toPrecision(2)));

function finding(given: ReportedExperiment): string {
  const both = compareMemory(given);
  if (both !== undefined) {
    const { adam, adafactor } = both;
    const difference = adafactor.score - adam.score;
    const compared = `${Math.abs(difference).toFixed(1)} BLEU ${difference < 0 ? 'less' : 'more'}`;
    return `Adafactor keeps ${costText(adafactor.cost)} bytes a parameter where Adam keeps ${costText(adam.cost)}, and scores ${compared}`;
  }
  const [arm] = given.report.arms.filter(({ name }) => marksOf(given, name).length > 0);
  const marks = marksOf(given, arm!.name);
  const front = frontOf(marks);
  const names = front.map(({ row }) => rowName(given.experiment, row));
  const which = front.length === 0 ? '' : `: ${names.join('; ')}`;
  return `${front.length} of ${marks.length} rows are on the Pareto front of BLEU and optimiser state, ${arm!.label}${which}`;
}

/**
 * The bytes that an optimiser keeps for each parameter, on a logarithmic axis, against the BLEU that it
 * reaches: a panel for each arm. Undefined where there is no run.
 */
export function memoryFigure(given: ReportedExperiment): Figure | undefined {
  const { report, experiment } = given;
  const arms = report.arms.filter(({ name }) => marksOf(given, name).length > 0);
  if (arms.length === 0) return undefined;
  const area = areaOf(arms.flatMap(({ name }) => marksOf(given, name)));
  return {
    title: finding(given),
    subtitle:
      'BLEU of the test set against the bytes that an optimiser keeps between steps, for each parameter of the model. ' +
      'Bars: Student’s 95% interval of the mean over seeds; none with one seed, or where a run diverged, which counts as 0. ' +
      'Pareto front, filled dots: no other row scores as much with fewer bytes, or more with as many, by means alone. ' +
      figureSubtitle(given),
    columns: 2,
    panels: arms.map((arm) => memoryPanel(given, arm, area)),
    data: {
      header: [
        ...['row', 'arm', 'state, bytes a parameter', 'state'],
        ...['BLEU', '95% interval', 'Pareto front'],
      ],
      rows: arms.flatMap(({ name, label }) => {
        const marks = marksOf(given, name);
        const front = frontOf(marks);
        return marks.map((mark) => [
          `${rowName(experiment, mark.row)} (${mark.row})`,
          label,
          costText(mark.cost),
          prettyBytes(mark.bytes),
          spreadText(mark.spread, 1),
          orDash(mark.interval, ({ low, high }) => `${decimal(low, 1)} to ${decimal(high, 1)}`),
          front.includes(mark) ? 'yes' : 'no',
        ]);
      }),
    },
  };
}
