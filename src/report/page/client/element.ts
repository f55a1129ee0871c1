type Attributes = Readonly<Record<string, string | number>>;

type Children = readonly (Node | string)[];

function filled<E extends Element>(element: E, attributes: Attributes, children: Children): E {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  element.append(...children);
  return element;
}

/** A new element with attributes and children, of which strings are text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Children
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same in a drawing. */
export function draw(tag: string, attributes: Attributes = {}, ...children: Children): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement;
  return filled(element, attributes, children);
}
