import type { LinkConfig, OptimizerConfig } from 'sublinear-optim';
import { make } from '../../report/page/client/element.ts';
import type { OptionForms, Settings } from '../setup.ts';
import { beginning, optionField } from './option-field.ts';

/*
 * The links of an optimiser, or the options of a named one, to be changed.
 */

type Change = (optimizer: OptimizerConfig) => void;

type Options = Readonly<Record<string, unknown>>;

/** `options` without those that are not given. */
const given = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

function fields(
  forms: OptionForms,
  options: Options,
  owner: string,
  change: (options: Options) => void,
): HTMLElement[] {
  return Object.entries(forms).map(([option, { kind, description }]) => {
    const field = optionField(kind, options[option], `${owner}: ${option}`, (value) =>
      change(given({ ...options, [option]: value })),
    );
    return make('div', { class: 'option', title: description }, make('span', {}, option), field);
  });
}

function button(text: string, label: string, act: (() => void) | undefined): HTMLButtonElement {
  const element = make('button', { type: 'button', 'aria-label': label }, text);
  element.disabled = act === undefined;
  if (act !== undefined) element.addEventListener('click', act);
  return element;
}

/** `links` with those at two places exchanged. */
const exchanged = (links: readonly LinkConfig[], i: number, j: number): LinkConfig[] =>
  links.with(i, links[j]!).with(j, links[i]!);

function linkItem(
  links: readonly LinkConfig[],
  place: number,
  settings: Settings,
  change: Change,
): HTMLElement {
  const { link, ...options } = links[place]!;
  const owner = `link ${place + 1}, ${link}`;
  const changed = (next: Options) => change(links.with(place, { link, ...next } as LinkConfig));
  return make(
    'li',
    {},
    make(
      'div',
      { class: 'link' },
      make('code', {}, link),
      button(
        '↑',
        `Move ${owner} up`,
        place > 0 ? () => change(exchanged(links, place, place - 1)) : undefined,
      ),
      button(
        '↓',
        `Move ${owner} down`,
        place < links.length - 1 ? () => change(exchanged(links, place, place + 1)) : undefined,
      ),
      button('✕', `Take ${owner} away`, () => change(links.toSpliced(place, 1))),
    ),
    ...fields(settings.links[link] ?? {}, options, owner, changed),
  );
}

function adder(links: readonly LinkConfig[], settings: Settings, change: Change): HTMLElement {
  const names = Object.keys(settings.links);
  const select = make(
    'select',
    { 'aria-label': 'Link to add' },
    ...names.map((name) => make('option', {}, name)),
  );
  const add = () => {
    const forms = settings.links[select.value]!;
    const options = Object.entries(forms).map(([option, { kind }]) => [
      option,
      beginning(kind, option),
    ]);
    const added = { link: select.value, ...given(Object.fromEntries(options)) };
    change([...links, added as LinkConfig]);
  };
  return make('div', { class: 'add' }, select, button('Add', 'Add the link', add));
}

/** Shows `optimizer` in `place`, and tells each change of it. */
export function showEditor(
  place: HTMLElement,
  optimizer: OptimizerConfig,
  settings: Settings,
  change: Change,
): void {
  if ('name' in optimizer) {
    const { name, ...options } = optimizer;
    const changed = (next: Options) => change({ name, ...next } as OptimizerConfig);
    place.replaceChildren(
      make('p', { class: 'note' }, 'By name, with its options:'),
      ...fields(settings.named[name] ?? {}, options, name, changed),
    );
    return;
  }
  place.replaceChildren(
    make('p', { class: 'note' }, 'Gradients pass these links in order:'),
    make(
      'ol',
      { class: 'links' },
      ...optimizer.map((_, i) => linkItem(optimizer, i, settings, change)),
    ),
    adder(optimizer, settings, change),
  );
}
