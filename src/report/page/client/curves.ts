import { type PlotArea, spreadLabels, xAt, yAt } from '../../figures/plot-area.ts';
import { draw, make } from './element.ts';

/** What a chart shows of a row, read off its drawing. */
type Row = {
  readonly name: string;
  readonly group: SVGGElement;
  readonly label: SVGTextElement;
  readonly points: readonly { readonly x: number; readonly y: number }[];
};

/** A chart that can be told which rows to show, and asked what it shows. */
export type Chart = {
  readonly title: string;
  readonly show: (rows: readonly string[]) => void;
  /** Of the rows that are shown: name, step and value of each point. */
  readonly values: () => (readonly [name: string, step: number, value: number])[];
};

/** The points of a path of `M` and `l` commands, each in the chart's units. */
function pointsOf(path: SVGPathElement | null): Row['points'] {
  let [x, y] = [0, 0];
  const commands = path?.getAttribute('d')?.split(/[Ml]/).slice(1) ?? [];
  return commands.map((command) => {
    const [dx, dy] = command.split(',').map(Number);
    [x, y] = [x + dx!, y + dy!];
    return { x, y };
  });
}

function nearest(values: readonly number[], wanted: number): number | undefined {
  const distance = (value: number) => Math.abs(value - wanted);
  return values.toSorted((a, b) => distance(a) - distance(b))[0];
}

/**
 * Brings a chart to life: rows on and off, and their values under the pointer or the arrow keys.
 *
 * @param say tells a screen reader
 */
export function startChart(panel: HTMLElement, say: (text: string) => void): Chart {
  const svg = panel.querySelector('svg')!;
  const chart = svg.querySelector<SVGGElement>('.chart')!;
  const area = JSON.parse(chart.dataset.area!) as PlotArea;
  const title = chart.querySelector('text')!.textContent!;
  const all = [...chart.querySelectorAll<SVGGElement>('[data-row]')].map((group): Row => {
    const label = [...group.children].at(-1) as SVGTextElement;
    return {
      name: label.textContent!,
      group,
      label,
      points: pointsOf(group.querySelector('.line')),
    };
  });
  const cursor = draw('g', { class: 'cursor' });
  chart.append(cursor);
  const box = make('div', { class: 'readings' });
  box.hidden = true;
  panel.append(box);

  let shown: readonly Row[] = [];
  let at: number | undefined;

  /** Of a place along the steps; lines end where their runs do. */
  const stops = () =>
    [...new Set(shown.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
  const stepOf = (x: number) => Math.round(xAt(x, area)).toLocaleString('en');

  function hide(): void {
    at = undefined;
    cursor.replaceChildren();
    box.hidden = true;
  }

  function look(x: number): void {
    at = x;
    const readings = shown
      .flatMap(({ name, group, points }) => {
        const point = points.find((one) => Math.abs(one.x - x) < 0.06);
        if (point === undefined) return [];
        const value = yAt(point.y, area).toFixed(2);
        return [{ name, className: group.getAttribute('class')!, y: point.y, value }];
      })
      .toSorted((a, b) => a.y - b.y);
    const dots = readings.map(({ className, y }) =>
      draw('circle', { class: className, cx: x, cy: Math.max(y, area.top), r: 3.5 }),
    );
    cursor.replaceChildren(draw('path', { d: `M${x},${area.top}V${area.bottom}` }), ...dots);
    const items = readings.map(({ name, className, value }) =>
      make('li', { class: className }, `${name} `, make('b', {}, value)),
    );
    const heading = `step ${stepOf(x)}`;
    box.replaceChildren(make('p', {}, heading), make('ul', {}, ...items));
    box.hidden = false;
    const share = x / svg.viewBox.baseVal.width;
    box.classList.toggle('left', share > 0.5);
    box.style.setProperty('--at', `${100 * share}%`);
    say(`${heading}: ${readings.map(({ name, value }) => `${name} ${value}`).join(', ')}`);
  }

  svg.addEventListener('pointermove', ({ clientX }) => {
    const frame = svg.getBoundingClientRect();
    const x = ((clientX - frame.left) * svg.viewBox.baseVal.width) / frame.width;
    const stop = nearest(stops(), x);
    // Rows all of whose runs diverged have no line.
    if (stop === undefined) hide();
    else if (stop !== at) look(stop);
  });
  svg.addEventListener('pointerleave', hide);
  panel.addEventListener('blur', hide);
  panel.addEventListener('keydown', (event) => {
    const places = stops();
    if (places.length === 0) return;
    const now = at === undefined ? undefined : places.indexOf(at);
    const last = places.length - 1;
    const move: Record<string, number> = {
      ArrowLeft: now === undefined ? last : now - 1,
      ArrowRight: now === undefined ? 0 : now + 1,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') hide();
    const to = move[event.key];
    if (to === undefined) return;
    event.preventDefault();
    look(places[Math.max(0, Math.min(to, last))]!);
  });

  return {
    title,
    show: (rows) => {
      hide();
      shown = all.filter(({ group }) => rows.includes(group.dataset.row!));
      const places = spreadLabels(
        shown.map(({ group }) => Number(group.dataset.wish)),
        area,
      );
      for (const row of all) {
        const index = shown.indexOf(row);
        row.group.setAttribute('opacity', index < 0 ? '.25' : '1');
        row.group.firstElementChild!.setAttribute('stroke-width', index < 0 ? '1' : '2');
        row.label.setAttribute('display', index < 0 ? 'none' : 'inline');
        if (index >= 0) row.label.setAttribute('y', places[index]!.toFixed(1));
        // What is in the background lies below.
        if (index >= 0) chart.insertBefore(row.group, cursor);
      }
    },
    values: () =>
      shown.flatMap(({ name, points }) =>
        points.map(({ x, y }) => [name, Math.round(xAt(x, area)), yAt(y, area)] as const),
      ),
  };
}
