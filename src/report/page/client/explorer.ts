import { addressOf, parseAddress, type View } from '../address.ts';
import type { PageData } from '../part-data.ts';
import { type Chart, startChart } from './curves.ts';
import { make } from './element.ts';
import { showProvenance } from './provenance.ts';

/** An experiment under one protocol, as the page shows it. */
type Part = {
  readonly element: HTMLElement;
  readonly experiment: string;
  readonly protocol: string;
  readonly charts: readonly Chart[];
  readonly boxes: readonly HTMLInputElement[];
  /** The rows that are shown where the address names none. */
  readonly first: readonly string[];
};

function startPart(element: HTMLElement): Part {
  const status = element.querySelector('[role="status"]');
  const charts = [...element.querySelectorAll<HTMLElement>('.curves .panel')].map((panel) =>
    startChart(panel, (text) => {
      status!.textContent = text;
    }),
  );
  const labelled = [...element.querySelectorAll<SVGElement>('.curves [data-row]:not([opacity])')];
  const switches = element.querySelector<HTMLElement>('.switches');
  if (switches !== null) switches.hidden = false;
  return {
    element,
    experiment: element.dataset.experiment!,
    protocol: element.dataset.protocol!,
    charts,
    boxes: [...element.querySelectorAll<HTMLInputElement>('.switches input')],
    first: [...new Set(labelled.map((group) => group.dataset.row!))],
  };
}

/** The numbers of the curves that are shown, as a table. */
function fillData(room: Element, charts: readonly Chart[]): void {
  const line = (name: 'td' | 'th', ...cells: readonly string[]) =>
    make('tr', {}, ...cells.map((text) => make(name, {}, text)));
  const lines = charts.flatMap(({ title, values }) =>
    values().map(([name, step, value]) =>
      line('td', title, name, step.toLocaleString('en'), value.toFixed(2)),
    ),
  );
  const header = line('th', 'arm', 'row', 'step', 'value');
  room.replaceChildren(make('table', {}, make('tbody', {}, header, ...lines)));
}

/** One experiment at a time, chosen by a list or by the page's address, which keeps what is shown. */
export function startExplorer(): void {
  const choose = document.querySelector<HTMLElement>('.choose');
  if (choose === null) return;
  const list = choose.querySelector('select')!;
  const dialog = document.querySelector<HTMLDialogElement>('#provenance')!;
  const parts = [...document.querySelectorAll<HTMLElement>('.part')].map(startPart);
  const partOf = ({ experiment, protocol }: View) =>
    parts.find((part) => part.experiment === experiment && part.protocol === protocol);
  const runs = JSON.parse(document.querySelector('#runs')!.textContent!) as PageData;
  /** Whose results those of a cell are: its row may be another experiment's. */
  const folderOf = (view: View): string => {
    const address = addressOf({ ...view, rows: undefined });
    const number = [...document.querySelectorAll<HTMLElement>('.results a')].find(
      (each) => each.getAttribute('href') === address,
    );
    return number?.dataset.from ?? `${view.experiment}/${view.protocol}`;
  };
  let now: View = { experiment: parts[0]!.experiment, protocol: parts[0]!.protocol };

  function show(view: View): void {
    const part = partOf(view);
    if (part === undefined) return;
    now = view;
    const rows = view.rows ?? part.first;
    for (const other of parts) other.element.hidden = other !== part;
    list.value = addressOf({ experiment: view.experiment, protocol: view.protocol });
    for (const box of part.boxes) box.checked = rows.includes(box.value);
    for (const chart of part.charts) chart.show(rows);
    const room = part.element.querySelector('[data-curves]');
    if (room !== null) fillData(room, part.charts);
    const isOpen =
      view.cell !== undefined && showProvenance(dialog, runs, folderOf(view), view.cell);
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }

  /** Shows what the address names. */
  function follow(): void {
    const view = parseAddress(location.hash);
    if (view === undefined || partOf(view) === undefined) return;
    show(view);
    if (view.cell === undefined) document.querySelector('#explore')!.scrollIntoView();
  }

  function go(view: View): void {
    history.replaceState(null, '', addressOf(view));
    show(view);
  }

  list.addEventListener('change', () => {
    const view = parseAddress(list.value);
    if (view !== undefined) go(view);
  });
  for (const { boxes } of parts) {
    for (const box of boxes) {
      box.addEventListener('change', () => {
        const rows = boxes.filter(({ checked }) => checked).map(({ value }) => value);
        go({ ...now, rows });
      });
    }
  }
  dialog.querySelector('[data-close]')!.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => {
    if (now.cell !== undefined) go({ ...now, cell: undefined });
  });
  window.addEventListener('hashchange', follow);
  choose.hidden = false;
  show(now);
  follow();
}
