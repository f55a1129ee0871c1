import type { Fact, PageData } from '../part-data.ts';
import { element } from './element.ts';

function link(address: string): HTMLElement {
  const anchor = element('a', address);
  anchor.setAttribute('href', address);
  return element('dd', anchor);
}

/**
 * Fills the dialog with what the numbers of a cell come from.
 *
 * @param folder the experiment and the protocol whose results the cell's are
 * @param name `row/arm`
 * @returns whether there is such a cell
 */
export function showProvenance(
  dialog: HTMLDialogElement,
  { strings, root, folders }: PageData,
  folder: string,
  name: string,
): boolean {
  const { shared, again, cells } = folders[folder] ?? {};
  const cell = cells?.[name];
  if (cell === undefined) return false;
  const { seeds } = cell;
  const [row, arm] = name.split('/') as [string, string];
  const said = (facts: readonly Fact[] = []) =>
    facts.flatMap(([what, values]) => [
      element('dt', strings[what]!),
      ...values.map((value, index) =>
        element('dd', `${values.length > 1 ? `seed ${seeds[index]}: ` : ''}${strings[value]}`),
      ),
    ]);
  const list = element(
    'dl',
    ...said(cell.facts),
    element('dt', 'Result files'),
    ...seeds.map((seed) => link(`${root}${folder}/${row}-${arm}-s${seed}.json`)),
    ...said(shared),
  );
  const command = again!.replace('ROW', row).replace('ARM', arm).replace('SEEDS', seeds.join(','));
  dialog.querySelector('h4')!.textContent = cell.title;
  dialog
    .querySelector('div')!
    .replaceChildren(
      list,
      element('h5', 'Settings of its own'),
      element('pre', cell.own),
      element('h5', 'Do it again'),
      element('pre', command),
    );
  return true;
}
