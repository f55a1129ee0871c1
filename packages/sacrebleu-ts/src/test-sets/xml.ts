import { InputError } from '../input-error.ts';

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text in front of the first child element, comment or processing instruction. */
  readonly text: string;
}

/** An element while its content is being read. */
interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
  /** Whether `text` is complete. */
  closedText: boolean;
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Comment, CDATA section, processing instruction, document type, closing tag, opening tag. */
const MARKUP =
  /<!--.*?-->|<!\[CDATA\[(?<data>.*?)\]\]>|<\?.*?\?>|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>|<\/(?<closed>[^\s>]+)\s*>|<(?<opened>[^\s/>!?]+)(?<attributes>(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?<empty>\/)?>/sy;

const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * The root element of an XML document. Enough of XML 1.0 for test sets: elements, attributes,
 * character and predefined entity references, CDATA sections; comments, processing instructions
 * and the document type are passed over.
 * @throws InputError where the document is not well-formed, with the line
 */
export function parseXml(document: string): XmlElement {
  const root = openElement('', new Map());
  const open: OpenElement[] = [root];
  let position = 0;
  while (position < document.length) {
    const parent = open.at(-1)!;
    const markup = document.indexOf('<', position);
    const end = markup < 0 ? document.length : markup;
    if (!parent.closedText) {
      parent.text += resolveReferences(document.slice(position, end), document, position);
    }
    if (markup < 0) break;

    MARKUP.lastIndex = markup;
    const match = MARKUP.exec(document);
    if (!match) throw malformed('Markup that is not XML', document, markup);
    const { data, closed, opened, attributes, empty } = match.groups!;
    if (data !== undefined) {
      if (!parent.closedText) parent.text += data;
    } else if (closed !== undefined) {
      if (open.length === 1 || closed !== parent.name) {
        const expected = open.length === 1 ? 'no closing tag' : `</${parent.name}>`;
        throw malformed(`</${closed}> where ${expected} was expected`, document, markup);
      }
      open.pop();
    } else {
      parent.closedText = true;
      if (opened !== undefined) {
        const element = openElement(opened, parseAttributes(attributes!, document, markup));
        parent.children.push(element);
        if (empty === undefined) open.push(element);
      }
    }
    position = markup + match[0].length;
  }
  if (open.length > 1) {
    throw malformed(`<${open.at(-1)!.name}> is never closed`, document, document.length);
  }
  if (root.children.length !== 1) {
    throw malformed(`${root.children.length} root elements instead of one`, document, 0);
  }
  return root.children[0]!;
}

/** All elements of that name below `element`, in document order. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendants(child, name),
  ]);
}

function openElement(name: string, attributes: ReadonlyMap<string, string>): OpenElement {
  return { name, attributes, children: [], text: '', closedText: false };
}

function parseAttributes(
  source: string,
  document: string,
  position: number,
): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, double, single] of source.matchAll(ATTRIBUTE)) {
    attributes.set(name!, resolveReferences(double ?? single!, document, position));
  }
  return attributes;
}

function resolveReferences(text: string, document: string, position: number): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;\s]*);?/g, (reference, name: string) => {
    const code = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
    if (code && reference.endsWith(';')) {
      const point = code[1] ? Number.parseInt(code[1], 16) : Number(code[2]);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
    }
    if (reference.endsWith(';') && Object.hasOwn(NAMED_ENTITIES, name)) {
      return NAMED_ENTITIES[name]!;
    }
    throw malformed(`Unknown entity '${reference}'`, document, position);
  });
}

function malformed(what: string, document: string, position: number): InputError {
  const line = document.slice(0, position).split('\n').length;
  return new InputError(`${what}, in or behind line ${line} of the XML document.`);
}
