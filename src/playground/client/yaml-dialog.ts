import { make } from '../../report/page/client/element.ts';
import { copyText, find } from './element.ts';

/** Shows configurations as YAML that `sublinear train` takes, to be copied. */
export async function openYaml(
  labels: readonly string[],
  configs: readonly object[],
): Promise<void> {
  const { stringify } = await import('yaml');
  const dialog = find<HTMLDialogElement>('#yaml-dialog');
  const text = find('pre', dialog);
  const copy = find<HTMLButtonElement>('#yaml-copy', dialog);
  const show = (side: number) => {
    text.textContent = stringify(configs[side]);
    copy.textContent = 'Copy';
    for (const [i, tab] of [...find('.choice', dialog).children].entries()) {
      tab.setAttribute('aria-pressed', String(i === side));
    }
  };
  const tabs = labels.map((label, side) => {
    const tab = make('button', { type: 'button' }, label);
    tab.addEventListener('click', () => show(side));
    return tab;
  });
  find('.choice', dialog).replaceChildren(...tabs);
  copy.onclick = () => {
    copyText(text.textContent!).then(
      () => {
        copy.textContent = 'Copied';
      },
      () => {
        getSelection()?.selectAllChildren(text);
        copy.textContent = 'Selected: copy it from here';
      },
    );
  };
  show(0);
  dialog.showModal();
}
