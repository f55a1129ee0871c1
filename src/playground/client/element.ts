/** The element that `selector` finds. @throws Error where the page has none: page and script differ */
export function find<E extends Element>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * The style that gives an element the colour of an optimiser: that of its name in the style sheet, and
 * elsewhere one of equal lightness for all, whose hue follows from the name.
 */
export function hued(name: string): string {
  const hue = [...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 360, 0);
  return `--hue: var(--${name}, light-dark(oklch(0.5 0.13 ${hue}), oklch(0.78 0.12 ${hue})))`;
}

/** Copies text; rejects where the browser forbids it, as it does for pages without HTTPS. */
export async function copyText(text: string): Promise<void> {
  // Pages without HTTPS have no clipboard, whatever the type says.
  const { clipboard } = navigator as { readonly clipboard?: Clipboard };
  if (clipboard === undefined) throw new Error('this page may not use the clipboard');
  await clipboard.writeText(text);
}
