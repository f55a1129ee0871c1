import { InputError } from '../input-error.ts';
import { collapseWhitespace } from '../whitespace.ts';
import { descendants, parseXml, type XmlElement } from './xml.ts';

/** A test set in the XML format of WMT from 2021 on: everything about it in one file. */
export interface WmtXmlTestSet {
  readonly source: readonly string[];
  /** Reference streams by translator, '' for references that name none, in document order. */
  readonly references: ReadonlyMap<string, readonly string[]>;
  /** System outputs by system name, where the file has any. */
  readonly systems: ReadonlyMap<string, readonly string[]>;
  readonly documentIds: readonly string[];
  readonly originalLanguages: readonly string[];
  /** `undefined` for documents that name none; those of WMT 2021 and 2022 never do. */
  readonly domains: readonly (string | undefined)[];
}

/**
 * Reads a test set of WMT 2021 or later. As in sacreBLEU, test suites are left out, the segments of
 * a document come in the order of their numbers, a segment without a reference in any translation
 * is dropped, and one that only some translators have is empty for the others.
 * @throws InputError on malformed XML, several source or reference languages, or a segment that a
 *   system lacks
 */
export function parseWmtXml(document: string): WmtXmlTestSet {
  const root = parseXml(document);
  const references = descendants(root, 'ref');
  checkOneLanguage(descendants(root, 'src'), 'source');
  checkOneLanguage(references, 'reference');
  const documents = descendants(root, 'doc').filter((doc) => !doc.attributes.has('testsuite'));

  const source: string[] = [];
  const documentIds: string[] = [];
  const originalLanguages: string[] = [];
  const domains: (string | undefined)[] = [];
  const byTranslator = emptyStreams(references, 'translator');
  const bySystem = emptyStreams(
    documents.flatMap((doc) => descendants(doc, 'hyp')),
    'system',
  );
  for (const doc of documents) {
    const sources = segmentsByNumber(descendants(doc, 'src'));
    const translations = versions(doc, 'ref', 'translator');
    const outputs = versions(doc, 'hyp', 'system');
    for (const number of [...sources.keys()].sort((a, b) => a - b)) {
      if (![...translations.values()].some((segments) => segments.get(number))) continue;
      source.push(sources.get(number)!);
      documentIds.push(requireAttribute(doc, 'id'));
      originalLanguages.push(requireAttribute(doc, 'origlang'));
      domains.push(doc.attributes.get('domain'));
      for (const [translator, stream] of byTranslator) {
        stream.push(translations.get(translator)?.get(number) ?? '');
      }
      for (const [system, stream] of bySystem) {
        const output = outputs.get(system)?.get(number);
        if (output === undefined) {
          throw new InputError(
            `System '${system}' has no translation of segment ${number} of document ` +
              `'${requireAttribute(doc, 'id')}'; every system must translate every segment.`,
          );
        }
        stream.push(output);
      }
    }
  }
  return {
    source,
    references: byTranslator,
    systems: bySystem,
    documentIds,
    originalLanguages,
    domains,
  };
}

function checkOneLanguage(elements: readonly XmlElement[], side: string): void {
  const languages = new Set(elements.map((element) => element.attributes.get('lang')));
  if (languages.size !== 1) {
    throw new InputError(
      `The file has ${languages.size} ${side} languages (${[...languages].join(', ') || 'none'}); ` +
        `expected exactly one.`,
    );
  }
}

function emptyStreams(elements: readonly XmlElement[], attribute: string): Map<string, string[]> {
  return new Map(elements.map((element) => [element.attributes.get(attribute) ?? '', []]));
}

/** The segments of a document's references or system outputs, by translator or system. */
function versions(
  doc: XmlElement,
  element: 'ref' | 'hyp',
  attribute: string,
): Map<string, Map<number, string>> {
  return new Map(
    descendants(doc, element).map((version) => [
      version.attributes.get(attribute) ?? '',
      segmentsByNumber([version]),
    ]),
  );
}

function segmentsByNumber(elements: readonly XmlElement[]): Map<number, string> {
  const segments = elements.flatMap((element) => descendants(element, 'seg'));
  return new Map(
    segments.map((segment) => {
      const id = requireAttribute(segment, 'id');
      const number = Number(id);
      if (!Number.isInteger(number)) {
        throw new InputError(`A segment has the id '${id}'; expected a whole number.`);
      }
      return [number, collapseWhitespace(segment.text)];
    }),
  );
}

function requireAttribute(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) {
    throw new InputError(`A <${element.name}> lacks the attribute '${name}'.`);
  }
  return value;
}
