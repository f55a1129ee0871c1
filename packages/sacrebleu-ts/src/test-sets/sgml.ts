import { InputError } from '../input-error.ts';
import { collapseWhitespace } from '../whitespace.ts';

/** What the SGML files of WMT up to 2020 say about each segment, in the order of the file. */
export interface SgmlTestSet {
  /** Text of the segments. Entities stay as they are written: the `13a` tokenizer unescapes them. */
  readonly segments: readonly string[];
  /** `docid`, `genre` and `origlang` of the document that each segment is in; '' where not given. */
  readonly documentIds: readonly string[];
  readonly genres: readonly string[];
  readonly originalLanguages: readonly string[];
}

/**
 * Reads a source or reference file of WMT (`newstest2014-deen-ref.de.sgm`) or IWSLT. These files
 * are not well-formed SGML; as in sacreBLEU, a segment is a line that starts with `<seg `, documents
 * are lines that start with `<doc `, and an attribute holds until a document sets it anew.
 * @throws InputError on a segment that is not closed on its line
 */
export function parseSgml(text: string): SgmlTestSet {
  const segments: string[] = [];
  const documentIds: string[] = [];
  const genres: string[] = [];
  const originalLanguages: string[] = [];
  let documentId = '';
  let genre = '';
  let originalLanguage = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('<doc ')) {
      documentId = attribute(line, 'docid') ?? documentId;
      genre = attribute(line, 'genre') ?? genre;
      originalLanguage = attribute(line, 'origlang') ?? originalLanguage;
    } else if (line.startsWith('<seg ')) {
      const match = /<seg.*?>(.*)<\/seg>/s.exec(line);
      if (!match) {
        throw new InputError(
          `Line ${index + 1} opens a segment but does not close it with </seg>; ` +
            `put each segment on a line of its own.`,
        );
      }
      // Text around the element belongs to the segment, as in sacreBLEU.
      segments.push(collapseWhitespace(line.replace(match[0], () => match[1]!)));
      documentIds.push(documentId);
      genres.push(genre);
      originalLanguages.push(originalLanguage);
    }
  }
  return { segments, documentIds, genres, originalLanguages };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1];
}
