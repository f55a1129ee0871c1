import type { Fact, PartData } from '../part-data.ts';

function element(name: string, text: string, ...children: readonly HTMLElement[]): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

function factElements(facts: readonly Fact[], seeds: readonly number[]): HTMLElement[] {
  return facts.flatMap(([name, values]) => [
    element('dt', name),
    ...values.map((value, index) =>
      element('dd', values.length > 1 ? `seed ${seeds[index]}: ${value}` : value),
    ),
  ]);
}

function link(address: string): HTMLElement {
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.textContent = address;
  return element('dd', '', anchor);
}

/** Fills the dialog with what the numbers of a cell come from. */
export function showProvenance(dialog: HTMLDialogElement, data: PartData, name: string): boolean {
  const cell = data.cells[name];
  if (cell === undefined) return false;
  const [row, arm] = name.split('/') as [string, string];
  const facts = document.createElement('dl');
  facts.append(
    ...factElements(cell.facts, cell.seeds),
    element('dt', 'Result files'),
    ...cell.files.map(link),
    ...factElements(data.shared, cell.seeds),
  );
  const again = data.again
    .replace('ROW', row)
    .replace('ARM', arm)
    .replace('SEEDS', cell.seeds.join(','));
  dialog.querySelector('h4')!.textContent = `${cell.title}: ${cell.label}`;
  dialog
    .querySelector('div')!
    .replaceChildren(
      facts,
      element('h5', 'Settings of its own'),
      element('pre', cell.own),
      element('h5', 'Do it again'),
      element('pre', again),
    );
  return true;
}
