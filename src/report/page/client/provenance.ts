import { runName } from '../../../results/run-name.ts';
import type { Fact, PageData } from '../part-data.ts';
import { make } from './element.ts';

const link = (address: string): HTMLElement =>
  make('dd', {}, make('a', { href: address }, address));

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
      make('dt', {}, strings[what]!),
      ...values.map((value, index) =>
        make('dd', {}, `${values.length > 1 ? `seed ${seeds[index]}: ` : ''}${strings[value]}`),
      ),
    ]);
  const list = make(
    'dl',
    {},
    ...said(cell.facts),
    make('dt', {}, 'Result files'),
    ...seeds.map((seed) => link(`${root}${folder}/${runName({ cell: { row, arm }, seed })}.json`)),
    ...said(shared),
  );
  const command = again!.replace('ROW', row).replace('ARM', arm).replace('SEEDS', seeds.join(','));
  dialog.querySelector('h4')!.textContent = cell.title;
  dialog
    .querySelector('div')!
    .replaceChildren(
      list,
      make('h5', {}, 'Settings of its own'),
      make('pre', {}, cell.own),
      make('h5', {}, 'Do it again'),
      make('pre', {}, command),
    );
  return true;
}
