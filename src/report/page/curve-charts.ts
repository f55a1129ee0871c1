import { ticks } from 'd3-array';
import type { Experiment } from '../../experiment/definition.ts';
import { type Curve, curvesOf, type Measure, valueRange } from '../figures/curves.ts';
import { armLabel, rounded } from '../figures/labels.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import {
  type Axes,
  CHART,
  LABEL_GAP,
  PLOT,
  plotRight,
  spreadLabels,
  xOf,
  yOf,
} from './chart-geometry.ts';
import type { CurveFigure, RunCurve } from './curve-data.ts';
import { type Html, html, scriptJson } from './html.ts';
import { assignLineStyles, lineClasses } from './line-styles.ts';

/** As many rows as are told apart with ease: no more are switched on to begin with. */
const FIRST_ROWS = 7;

const TITLES: Record<Measure, { title: string; explanation: string }> = {
  dev: {
    title: 'Log-perplexity of the development set',
    explanation: 'in nats a token: lower is better',
  },
  loss: {
    title: 'Training loss',
    explanation:
      'in nats a token, label smoothing included, mean over the steps since the point before',
  },
};

/** The rows that claims name most often, then the others in the order of the table. */
export function rowsToShowFirst({ rows, claims }: Experiment, run: ReadonlySet<string>): string[] {
  const named = claims.flatMap((claim) =>
    Object.values(claim).flatMap((cell) => (typeof cell === 'string' ? [] : [cell.row])),
  );
  const mentions = (row: string) => named.filter((other) => other === row).length;
  const chosen = Object.keys(rows)
    .filter((row) => run.has(row))
    .sort((a, b) => mentions(b) - mentions(a))
    .slice(0, FIRST_ROWS);
  return Object.keys(rows).filter((row) => chosen.includes(row));
}

/** The shortest number that names a tick, with k for thousands. */
function tickLabel(value: number): string {
  if (Math.abs(value) >= 1000) return `${rounded(value / 1000, 3)}k`;
  return String(rounded(value, 3)).replace('-', '−');
}

function axesSvg(axes: Axes): Html {
  const { steps, values } = axes;
  return html`<g class="axis">${ticks(values[0], values[1], 5).map((value) => {
    const y = rounded(yOf(value, axes), 1);
    return html`<path d="M${PLOT.left},${y}H${axes.right}"/><text x="${PLOT.left - 8}" y="${y}" text-anchor="end" dy=".32em">${tickLabel(value)}</text>`;
  })}${ticks(steps[0], steps[1], 5).map((step) => {
    const x = rounded(xOf(step, axes), 1);
    return html`<text x="${x}" y="${PLOT.bottom + 18}" text-anchor="middle">${tickLabel(step)}</text>`;
  })}<text class="axis-title" x="${axes.right}" y="${PLOT.bottom + 33}" text-anchor="end">step</text></g>`;
}

/** A polyline through the points of a curve. */
function pathOf({ points }: Curve, axes: Axes): string {
  const at = points.map(
    ({ step, value }) => `${rounded(xOf(step, axes), 1)},${rounded(yOf(value, axes), 1)}`,
  );
  return `M${at.join('L')}`;
}

/** Curves with no more points than this show each of them. */
const MOST_MARKED_POINTS = 12;

function curveSvg(curve: Curve, axes: Axes, clip: string): Html {
  const { points, divergedAt } = curve;
  const end = points.at(-1);
  if (end === undefined) return html``;
  const place = ({ step, value }: { step: number; value: number }) =>
    [rounded(xOf(step, axes), 1), rounded(yOf(Math.min(value, axes.values[1]), axes), 1)] as const;
  const [x, y] = place(end);
  const inside = points.filter(({ value }) => value <= axes.values[1]);
  return html`<g clip-path="url(#${clip})"><path d="${pathOf(curve, axes)}"/>${
    points.length <= MOST_MARKED_POINTS &&
    inside.map((point) => {
      const [cx, cy] = place(point);
      return html`<circle cx="${cx}" cy="${cy}" r="2.5"/>`;
    })
  }</g>${
    divergedAt !== undefined &&
    html`<path class="broken" d="M${x - 5},${y - 5}l10,10m0,-10l-10,10"/>`
  }`;
}

/** A chart of one arm, its lines grouped by row so that rows can be switched on and off. */
function chartSvg(curves: readonly Curve[], axes: Axes, shown: readonly string[], clip: string) {
  const rows = [...new Set(curves.map(({ row }) => row))];
  const styles = assignLineStyles(new Map(), shown);
  const ends = rows.map((row) => {
    const own = curves.filter((curve) => curve.row === row && curve.points.length > 0);
    // Where a run breaks down says nothing of where the row ends, unless all of them do.
    const whole = own.filter(({ divergedAt }) => divergedAt === undefined);
    const ending = whole.length > 0 ? whole : own;
    const wishes = ending.map(({ points }) => yOf(points.at(-1)!.value, axes));
    const mean = wishes.reduce((total, y) => total + y, 0) / Math.max(wishes.length, 1);
    return { row, own, wish: rounded(Math.max(mean, PLOT.top), 1) };
  });
  const visible = ends.filter(({ row, own }) => shown.includes(row) && own.length > 0);
  const places = spreadLabels(visible.map(({ wish }) => wish));
  const placeOf = (row: string) => places[visible.findIndex((end) => end.row === row)];
  return html`<svg viewBox="0 0 ${CHART.width} ${CHART.height}" aria-hidden="true"><clipPath id="${clip}"><path d="M${PLOT.left},${PLOT.top - 3}H${axes.right + 3}V${PLOT.bottom + 3}H${PLOT.left}z"/></clipPath>${axesSvg(axes)}${ends
    .filter(({ own }) => own.length > 0)
    .map(({ row, own, wish }) => {
      const style = styles.get(row);
      const classes = style === undefined ? ['off'] : lineClasses(style);
      const y = rounded(placeOf(row) ?? wish, 1);
      return html`<g class="${['row', ...classes].join(' ')}" data-row="${row}">${own.map((curve) =>
        curveSvg(curve, axes, clip),
      )}<text x="${axes.right + LABEL_GAP}" y="${y}" dy=".32em" data-wish="${wish}">${row}</text></g>`;
    })}</svg>`;
}

function figureData(
  axes: Axes,
  charts: readonly { readonly curves: readonly Curve[] }[],
): CurveFigure {
  const all = charts.flatMap(({ curves }) => curves);
  // Most runs have the points of the longest; those that ended early have the first of them.
  const grids: (readonly number[])[] = [];
  const gridOf = ({ points }: Curve): number => {
    const steps = points.map(({ step }) => step);
    const fits = (grid: readonly number[]) => steps.every((step, index) => grid[index] === step);
    const known = grids.findIndex(fits);
    return known >= 0 ? known : grids.push(steps) - 1;
  };
  for (const curve of [...all].sort((a, b) => b.points.length - a.points.length)) gridOf(curve);
  const run = (curve: Curve): RunCurve => ({
    row: curve.row,
    seed: curve.seed,
    grid: gridOf(curve),
    values: curve.points.map(({ value }) => rounded(value, 4)),
  });
  return { axes, grids, charts: charts.map(({ curves }) => ({ runs: curves.map(run) })) };
}

function curveFigure(
  { experiment, results }: ReportedExperiment,
  measure: Measure,
  shown: readonly string[],
  id: string,
): Html {
  const curves = curvesOf(results, measure).filter(({ points }) => points.length > 0);
  if (curves.length === 0) return html``;
  const steps = Math.max(...results.map(({ config }) => config.training.steps));
  const vocabulary = Math.max(...results.map(({ provenance }) => provenance.vocabulary.size));
  const [low, high] = valueRange(curves, vocabulary);
  const axes: Axes = {
    steps: [0, steps],
    values: [rounded(low, 4), rounded(high, 4)],
    right: plotRight([...new Set(curves.map(({ row }) => row))]),
  };
  const charts = Object.keys(experiment.arms)
    .map((arm) => ({ arm, curves: curves.filter((curve) => curve.arm === arm) }))
    .filter((chart) => chart.curves.length > 0);
  const { title, explanation } = TITLES[measure];
  return html`<figure class="curves" data-curves>
<figcaption><b>${title}</b>, ${explanation}.</figcaption>
<div class="charts">${charts.map(
    (
      { arm, curves: own },
      index,
    ) => html`<div class="chart" tabindex="0" role="group" aria-label="${title}, ${armLabel(experiment, arm)}. Left and right arrow keys move along the steps, up and down from curve to curve.">
<h5>${armLabel(experiment, arm)}</h5>
${chartSvg(own, axes, shown, `${id}-${measure}-${index}`)}
</div>`,
  )}</div>
<p class="visually-hidden" role="status"></p>
<script type="application/json">${scriptJson(figureData(axes, charts))}</script>
</figure>`;
}

function rowSwitches(experiment: Experiment, rows: readonly string[], shown: readonly string[]) {
  const styles = assignLineStyles(new Map(), shown);
  return html`<fieldset class="switches" hidden>
<legend>Rows shown</legend>
<span class="all"><button type="button" data-all="true">all</button><button type="button" data-all="false">none</button></span>
${rows.map((row) => {
  const style = styles.get(row);
  return html`<label class="${style === undefined ? 'off' : lineClasses(style).join(' ')}" title="${experiment.rows[row]!.label}"><input type="checkbox" value="${row}"${style !== undefined && html` checked`} data-first="${style === undefined ? 'off' : 'on'}">${row}</label>`;
})}
</fieldset>`;
}

/** The learning curves of an experiment: a chart for each arm, and a switch for each row. */
export function curveCharts(given: ReportedExperiment, id: string): Html {
  const { experiment, results } = given;
  const run = new Set(results.map(({ cell }) => cell!.row));
  const rows = Object.keys(experiment.rows).filter((row) => run.has(row));
  const shown = rowsToShowFirst(experiment, run);
  return html`<div class="curve-set" data-curve-set>
${rowSwitches(experiment, rows, shown)}
${(['dev', 'loss'] as const).map((measure) => curveFigure(given, measure, shown, id))}
</div>`;
}
