import { extent, nice, ticks } from 'd3-array';
import prettyBytes from 'pretty-bytes';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { decimal, signed } from '../tables/text.ts';
import {
  baseAxis,
  colored,
  cross,
  type Figure,
  figureSubtitle,
  levelLine,
  type Panel,
  panelTitle,
  rounded,
  softText,
  valueAxis,
} from './figure.ts';
import { placeLabels } from './label-placement.ts';
import { html } from './markup.ts';
import { drawnRow, rowName, rowsShownFirst } from './palette.ts';
import { type PlotArea, xOf, yOf } from './plot-area.ts';

const PANEL = { width: 560, height: 360 };
const PLOT = { left: 46, top: 34, bottom: 312, right: 532 };
/** Of the plot's width, at its left: where rows stand that keep nothing, as 0 has no logarithm. */
const ZERO_STRIP = 72;
/** With no more rows than this, each has room for its name. */
const MOST_NAMES = 12;

/** The rows that were run in one arm: bytes of state, and BLEU with 0 for runs that diverged. */
function marksOf({ report }: ReportedExperiment, arm: string) {
  return report.rows.flatMap(({ row, cells }) => {
    const { stateBytes: bytes, score } = cells[arm] ?? {};
    return bytes === undefined || score === undefined ? [] : [{ row, bytes, score }];
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

function areaOf(marks: readonly Mark[]): PlotArea {
  const kept = marks.filter(({ bytes }) => bytes > 0).map(({ bytes }) => Math.log10(bytes));
  const left = PLOT.left + (kept.length < marks.length ? ZERO_STRIP : 0);
  const [least, most] = extent(kept);
  const [low, high] =
    least === undefined ? [0, 1] : [Math.floor(least - 0.15), Math.ceil(most + 0.15)];
  const best = Math.max(...marks.map(({ score }) => score.most), 1);
  const worst = Math.min(...marks.map(({ score }) => score.least));
  const [from, to] = nice(worst > best / 2 ? worst - 0.5 : 0, best, 6);
  return { ...PLOT, left, x: [10 ** low, 10 ** high], y: [from, to], logX: true };
}

function memoryPanel(given: ReportedExperiment, arm: string, label: string): Panel {
  const { experiment } = given;
  const marks = marksOf(given, arm);
  const area = areaOf(marks);
  const shown = rowsShownFirst(
    experiment,
    marks.map(({ row }) => row),
  );
  const points = marks.map(({ row, bytes, score }) => {
    const drawn = drawnRow(experiment, row, shown);
    return {
      ...drawn,
      score,
      text: drawn.isShown || marks.length <= MOST_NAMES ? drawn.name : row,
      x: bytes === 0 ? PLOT.left + ZERO_STRIP / 2 : xOf(bytes, area),
      y: yOf(score.mean, area),
    };
  });
  const places = placeLabels(points, { width: PANEL.width, height: area.bottom });
  const powers = ticks(Math.log10(area.x[0]), Math.log10(area.x[1]), 6).filter(Number.isInteger);
  const find = (name: string) => points.find(({ text }) => text === name);
  const [adam, adafactor] = [find('Adam'), find('Adafactor')];
  const both = compareMemory(given);
  return {
    ...PANEL,
    name: `Optimiser state and BLEU, ${label}`,
    body: html`${panelTitle(label, PLOT.left, 16)}${valueAxis({ ...area, left: PLOT.left }, ticks(area.y[0], area.y[1], 5))}${baseAxis(
      area,
      'optimiser state, bytes',
      powers.map((power) => 10 ** power),
      prettyBytes,
    )}${area.left > PLOT.left && softText('0', { x: PLOT.left + ZERO_STRIP / 2, y: area.bottom + 18, anchor: 'middle' })}${levelLine(area.y[0], { ...area, left: PLOT.left })}${
      adam !== undefined &&
      adafactor !== undefined &&
      both !== undefined &&
      html`<path class="soft" color="#5b616c" stroke="currentColor" stroke-width="1.4" stroke-dasharray="4 3" fill="none" d="M${rounded(adam.x)},${rounded(adam.y)}L${rounded(adafactor.x)},${rounded(adafactor.y)}"/>${softText(`÷${Math.round(both.ratio)}`, { x: (adam.x + adafactor.x) / 2, y: (adam.y + adafactor.y) / 2 - 6, anchor: 'middle' })}`
    }${points.map(({ name, style, x, y, score, text, isShown }, i) => {
      const place = places[i]!;
      const spans = score.most > score.least;
      return html`<g${colored(style)}${!isShown && html` opacity=".6"`}><title>${name}: ${score.mean.toFixed(1)} BLEU</title><path stroke="currentColor" stroke-width=".7" opacity=".6" d="M${rounded(x)},${rounded(y)}L${rounded(place.x)},${rounded(place.y)}"/>${
        spans &&
        html`<path stroke="currentColor" stroke-width="1.5" opacity=".5" d="M${rounded(x)},${rounded(yOf(score.least, area))}V${rounded(yOf(score.most, area))}"/>`
      }${score.mean === 0 ? cross(x, y) : html`<circle cx="${rounded(x)}" cy="${rounded(y)}" r="${isShown ? 5 : 3.5}"/>`}<text x="${rounded(place.x)}" y="${rounded(place.y)}" dy=".32em" text-anchor="middle" font-weight="${isShown ? 650 : 400}" stroke="none">${text}</text></g>`;
    })}`,
  };
}

/**
 * What an optimiser keeps between steps, on a logarithmic axis, against the BLEU that it reaches: a
 * panel for each arm. Undefined where there is no run.
 */
export function memoryFigure(given: ReportedExperiment): Figure | undefined {
  const { report, experiment } = given;
  const arms = report.arms.filter(({ name }) => marksOf(given, name).length > 0);
  if (arms.length === 0) return undefined;
  const both = compareMemory(given);
  return {
    title:
      both === undefined
        ? 'Optimiser state against quality'
        : `Adafactor keeps ${prettyBytes(both.adafactor.bytes)} where Adam keeps ${prettyBytes(both.adam.bytes)}, and scores ${signed(both.adafactor.score.mean - both.adam.score.mean, 1)} BLEU beside it`,
    subtitle: `What optimisers keep between steps, and BLEU of the test set; bars span the seeds. ${figureSubtitle(given)}`,
    columns: 2,
    panels: arms.map(({ name, label }) => memoryPanel(given, name, label)),
    data: {
      header: ['row', 'arm', 'state, bytes', 'BLEU'],
      rows: arms.flatMap(({ name, label }) =>
        marksOf(given, name).map(({ row, bytes, score }) => [
          `${rowName(experiment, row)} (${row})`,
          label,
          bytes.toLocaleString('en'),
          decimal(score.mean, 1),
        ]),
      ),
    },
  };
}
