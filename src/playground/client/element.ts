/** The element that `selector` finds. @throws Error where the page has none: page and script differ */
export function find<E extends Element>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** The style that gives an element the colour of an optimiser, by its name in the style sheet. */
export const hued = (name: string): string => `--hue: var(--${name})`;
