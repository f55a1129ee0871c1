import type { CurveFigure } from '../curve-data.ts';
import { assignLineStyles, lineClasses } from '../line-styles.ts';
import { type Chart, startChart } from './chart.ts';

function startFigure(figure: HTMLElement): Chart[] {
  const data = JSON.parse(figure.querySelector('script')!.textContent) as CurveFigure;
  const status = figure.querySelector('[role="status"]')!;
  const say = (text: string) => {
    status.textContent = text;
  };
  return [...figure.querySelectorAll<HTMLElement>('.chart')].map((chart, index) =>
    startChart(chart, data, data.charts[index]!.runs, say),
  );
}

/** Brings the learning curves of an experiment to life: rows on and off, values on hover. */
export function startCurves(set: HTMLElement): void {
  const figures = [...set.querySelectorAll<HTMLElement>('[data-curves]')];
  const charts = figures.flatMap(startFigure);
  const switches = set.querySelector<HTMLElement>('.switches')!;
  const boxes = [...switches.querySelectorAll<HTMLInputElement>('input')];
  let styles: ReadonlyMap<string, number> = new Map();

  function update(): void {
    const rows = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    styles = assignLineStyles(styles, rows);
    for (const box of boxes) {
      const style = styles.get(box.value);
      box.parentElement!.className = style === undefined ? 'off' : lineClasses(style).join(' ');
    }
    for (const chart of charts) chart.show(styles);
  }

  // A reloaded page may remember boxes as they were left.
  for (const box of boxes) box.checked = box.defaultChecked;
  switches.addEventListener('change', update);
  for (const button of switches.querySelectorAll<HTMLButtonElement>('button')) {
    button.addEventListener('click', () => {
      for (const box of boxes) box.checked = button.dataset.all === 'true';
      update();
    });
  }
  for (const box of boxes) {
    const emphasise = (row: string | undefined) => {
      for (const group of set.querySelectorAll<SVGGElement>('g.row')) {
        group.classList.toggle('pale', row !== undefined && group.dataset.row !== row);
      }
    };
    box.parentElement!.addEventListener('pointerenter', () =>
      emphasise(box.checked ? box.value : undefined),
    );
    box.parentElement!.addEventListener('pointerleave', () => emphasise(undefined));
  }
  switches.hidden = false;
  update();
}
