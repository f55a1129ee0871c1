import { InputError } from '../input-error.ts';

/** Decodes a text piece by piece; without a piece it ends the text. Throws where it cannot. */
export interface Decoder {
  readonly encoding: string;
  readonly decode: (bytes?: Buffer) => string;
}

const UTF_8 = /^utf[-_]?8$/i;

/** Python's names of the encoding whose bytes are the first 256 characters of Unicode. */
const LATIN_1 = /^(latin[-_]?1|iso[-_]?8859[-_]1|l1|8859|cp819)$/i;

const ASCII = /^(us[-_]?)?ascii$/i;

/** Python's names of code pages, `cp1252`, which the WHATWG calls `windows-1252`. */
const CODE_PAGE = /^cp[-_]?(125[0-8])$/i;

/**
 * A decoder for a name that Python's codecs or the WHATWG's Encoding Standard know.
 * @returns `undefined` for UTF-8
 * @throws InputError on a name that is not known
 */
export function createDecoder(encoding: string): Decoder | undefined {
  if (UTF_8.test(encoding)) return undefined;
  // The WHATWG takes Latin-1 and ASCII for windows-1252, which differs from 0x80 to 0x9f.
  if (LATIN_1.test(encoding))
    return { encoding, decode: (bytes) => bytes?.toString('latin1') ?? '' };
  if (ASCII.test(encoding)) return { encoding, decode: decodeAscii };
  const decoder = knownDecoder(encoding);
  return {
    encoding,
    decode: (bytes) =>
      bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }),
  };
}

function knownDecoder(encoding: string) {
  const label = encoding.replace(CODE_PAGE, 'windows-$1').replaceAll('_', '-').toLowerCase();
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new InputError(
      `There is no encoding '${encoding}'; expected a name such as utf-8, latin-1, utf-16 or gbk.`,
    );
  }
}

function decodeAscii(bytes?: Buffer): string {
  if (bytes?.some((byte) => byte > 0x7f)) throw new Error('beyond ASCII');
  return bytes?.toString('latin1') ?? '';
}
