import { CHART, PLOT, spreadLabels, stepAt, xOf, yOf } from '../chart-geometry.ts';
import type { CurveFigure, RunCurve } from '../curve-data.ts';
import { lineClasses } from '../line-styles.ts';

/** A run's value at the step that is looked at. */
type Reading = { readonly run: RunCurve; readonly value: number; readonly y: number };

/** A chart on the page that can be told which rows to show. */
export type Chart = { readonly show: (styles: ReadonlyMap<string, number>) => void };

/** No more values than this fit beside a chart. */
const MOST_READINGS = 12;

const SVG = 'http://www.w3.org/2000/svg';

/** Lines and labels of rows that are off disappear; the labels of the others move apart. */
function showRows(svg: SVGSVGElement, styles: ReadonlyMap<string, number>): void {
  const groups = [...svg.querySelectorAll<SVGGElement>('g.row')];
  for (const group of groups) {
    const style = styles.get(group.dataset.row!);
    group.setAttribute(
      'class',
      ['row', ...(style === undefined ? ['off'] : lineClasses(style))].join(' '),
    );
  }
  const labels = groups
    .filter((group) => styles.has(group.dataset.row!))
    .map((group) => group.querySelector('text')!);
  const places = spreadLabels(labels.map((label) => Number(label.dataset.wish)));
  for (const [index, label] of labels.entries()) label.setAttribute('y', places[index]!.toFixed(1));
}

/** Every step at which one of `runs` has a value, in order. */
function stepsOf(figure: CurveFigure, runs: readonly RunCurve[]): number[] {
  const steps = runs.flatMap(({ grid, values }) => figure.grids[grid]!.slice(0, values.length));
  return [...new Set(steps)].sort((a, b) => a - b);
}

function nearestIndex(values: readonly number[], wanted: number): number {
  return values.reduce(
    (best, value, index) =>
      Math.abs(value - wanted) < Math.abs(values[best]! - wanted) ? index : best,
    0,
  );
}

/** The name of a run among `runs`: its row, and its seed where there are several. */
function nameOf({ row, seed }: RunCurve, runs: readonly RunCurve[]): string {
  const several = runs.some((other) => other.row === row && other.seed !== seed);
  return several ? `${row}, seed ${seed}` : row;
}

/**
 * Shows the values of a chart's curves at the step under the pointer, or at the one that the arrow
 * keys have come to.
 *
 * @param say tells a screen reader
 */
export function startChart(
  element: HTMLElement,
  figure: CurveFigure,
  runs: readonly RunCurve[],
  say: (text: string) => void,
): Chart {
  const svg = element.querySelector('svg')!;
  const cursor = document.createElementNS(SVG, 'g');
  cursor.setAttribute('class', 'cursor');
  svg.append(cursor);
  const box = document.createElement('div');
  box.className = 'readings';
  box.hidden = true;
  element.append(box);

  let styles: ReadonlyMap<string, number> = new Map();
  let shown: readonly RunCurve[] = [];
  let steps: readonly number[] = [];
  /** What is looked at: a step of `steps`, and the run that was nearest. */
  let at = { step: -1, run: undefined as RunCurve | undefined };

  function readingsAt(step: number): Reading[] {
    const readings = shown.flatMap((run): Reading[] => {
      const value = run.values[figure.grids[run.grid]!.indexOf(step)];
      if (value === undefined) return [];
      return [{ run, value, y: Math.max(yOf(value, figure.axes), PLOT.top) }];
    });
    return readings.sort((a, b) => a.y - b.y);
  }

  function hide(): void {
    at = { step: -1, run: undefined };
    cursor.replaceChildren();
    box.hidden = true;
  }

  function drawCursor(x: number, readings: readonly Reading[], nearest: Reading): void {
    const line = document.createElementNS(SVG, 'path');
    line.setAttribute('d', `M${x},${PLOT.top}V${PLOT.bottom}`);
    const dots = readings.map((reading) => {
      const dot = document.createElementNS(SVG, 'circle');
      dot.setAttribute('class', lineClasses(styles.get(reading.run.row)!).join(' '));
      dot.setAttribute('cx', String(x));
      dot.setAttribute('cy', String(reading.y));
      dot.setAttribute('r', reading === nearest ? '5' : '3');
      return dot;
    });
    cursor.replaceChildren(line, ...dots);
  }

  function writeReadings(step: number, readings: readonly Reading[], nearest: Reading): void {
    const place = readings.indexOf(nearest);
    const first = Math.max(0, Math.min(place - MOST_READINGS / 2, readings.length - MOST_READINGS));
    const lines = readings.slice(first, first + MOST_READINGS).map((reading) => {
      const line = document.createElement('li');
      line.className = lineClasses(styles.get(reading.run.row)!).join(' ');
      if (reading === nearest) line.setAttribute('aria-current', 'true');
      const name = document.createElement('span');
      name.textContent = nameOf(reading.run, runs);
      const value = document.createElement('b');
      value.textContent = reading.value.toFixed(3);
      line.append(name, value);
      return line;
    });
    const heading = document.createElement('p');
    heading.textContent = `step ${step.toLocaleString('en')}`;
    const list = document.createElement('ul');
    list.append(...lines);
    box.replaceChildren(heading, list);
    box.hidden = false;
    // On the side of the line where there is more room.
    const share = xOf(step, figure.axes) / CHART.width;
    box.classList.toggle('left', share > 0.5);
    box.style.setProperty('--at', `${100 * share}%`);
  }

  function look(step: number, choose: (readings: readonly Reading[]) => Reading | undefined): void {
    const readings = readingsAt(step);
    const nearest = choose(readings);
    if (nearest === undefined) {
      hide();
      return;
    }
    at = { step, run: nearest.run };
    drawCursor(xOf(step, figure.axes), readings, nearest);
    writeReadings(step, readings, nearest);
  }

  svg.addEventListener('pointermove', (event) => {
    const frame = svg.getBoundingClientRect();
    const scale = CHART.width / frame.width;
    const y = (event.clientY - frame.top) * scale;
    const step =
      steps[nearestIndex(steps, stepAt((event.clientX - frame.left) * scale, figure.axes))];
    if (step === undefined) hide();
    else {
      look(
        step,
        (readings) =>
          readings[
            nearestIndex(
              readings.map((reading) => reading.y),
              y,
            )
          ],
      );
    }
  });
  svg.addEventListener('pointerleave', hide);
  element.addEventListener('blur', hide);
  element.addEventListener('keydown', (event) => {
    if (event.target !== element || steps.length === 0) return;
    const now = at.step < 0 ? undefined : steps.indexOf(at.step);
    const last = steps.length - 1;
    const move = (index: number) =>
      look(
        steps[Math.max(0, Math.min(index, last))]!,
        (readings) => readings.find(({ run }) => run === at.run) ?? readings[0],
      );
    const turn = (by: number) =>
      look(at.step, (readings) => {
        const place = readings.findIndex(({ run }) => run === at.run);
        return readings[Math.max(0, Math.min(place + by, readings.length - 1))];
      });
    const keys: Record<string, () => void> = {
      ArrowLeft: () => move(now === undefined ? last : now - 1),
      ArrowRight: () => move(now === undefined ? 0 : now + 1),
      Home: () => move(0),
      End: () => move(last),
      ArrowUp: () => (now === undefined ? move(last) : turn(-1)),
      ArrowDown: () => (now === undefined ? move(last) : turn(1)),
      Escape: hide,
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
    const reading = at.step < 0 ? undefined : readingsAt(at.step).find(({ run }) => run === at.run);
    say(
      reading === undefined
        ? ''
        : `step ${at.step}, row ${nameOf(reading.run, runs)}: ${reading.value.toFixed(3)}`,
    );
  });

  return {
    show: (chosen) => {
      styles = chosen;
      shown = runs.filter(({ row }) => chosen.has(row));
      steps = stepsOf(figure, shown);
      hide();
      showRows(svg, chosen);
    },
  };
}
