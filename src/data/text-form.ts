import { UserError } from '../platform/errors.ts';

export const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const UTF16 = 'this is UTF-16; convert it, for example with iconv -f UTF-16 -t UTF-8';

/** What files begin with that are taken for text by mistake. None of these is UTF-8. */
const OTHER_FORMS: readonly { readonly start: readonly number[]; readonly what: string }[] = [
  {
    start: [0x1f, 0x8b],
    what: 'this is a gzip file; unpack it (gzip -d), or give its name the ending .gz',
  },
  { start: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'this is an xz file; unpack it (xz -d)' },
  { start: [0x28, 0xb5, 0x2f, 0xfd], what: 'this is a zstd file; unpack it (zstd -d)' },
  { start: [0xff, 0xfe], what: UTF16 },
  { start: [0xfe, 0xff], what: UTF16 },
];

/**
 * @param start the first bytes of a file
 * @throws UserError where they are those of a compressed file, or of text in UTF-16
 */
export function requirePlainText(start: Uint8Array, path: string): void {
  const form = OTHER_FORMS.find((other) => other.start.every((byte, i) => start[i] === byte));
  if (form !== undefined) throw new UserError(`${path}: ${form.what}`);
}

/**
 * @param text the whole of a file, or its beginning with a line feed in it
 * @throws UserError where its lines end with carriage returns alone, and would count as one
 */
export function requireLineFeed(text: Uint8Array, path: string): void {
  if (text.includes(LINE_FEED)) return;
  const at = text.indexOf(CARRIAGE_RETURN);
  if (at < 0 || at === text.length - 1) return;
  throw new UserError(
    `${path}: its lines end with carriage returns, expected line feeds; convert it, for example ` +
      "with tr '\\r' '\\n'",
  );
}

/** A JavaScript string can have no more UTF-16 units (V8's limit on 64-bit machines). */
const MAX_LINE_CHARACTERS = 536_870_888;

/** Decodes text of which only the first line may begin with a byte order mark. */
function decodeText(bytes: Uint8Array, firstLine: number): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: firstLine > 1 }).decode(bytes);
}

function decodeLine(bytes: Uint8Array, origin: string, line: number): string {
  try {
    return decodeText(bytes, line);
  } catch (error) {
    const invalid = (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw new UserError(
      invalid
        ? `${origin}: line ${line} is not valid UTF-8; convert the text, for example with iconv`
        : `${origin}: line ${line} has ${bytes.length} bytes, expected at most ` +
            `${MAX_LINE_CHARACTERS}; give one sentence a line`,
    );
  }
}

function* storedLines(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

/**
 * The lines of UTF-8 text, without their line feeds. Only a line feed ends a line, so that no
 * Unicode separator inside a sentence can shift one side against the other.
 *
 * @param origin where the text is from, for messages
 * @param firstLine the number there of the first of these lines, from 1
 * @throws UserError where a line is not UTF-8, or too long for a string
 */
export function decodeLines(bytes: Uint8Array, origin: string, firstLine = 1): string[] {
  if (bytes.length === 0) return [];
  try {
    const lines = decodeText(bytes, firstLine).split('\n');
    if (bytes.at(-1) === LINE_FEED) lines.pop();
    return lines;
  } catch {
    // Together they may also be too long for a string.
    return Array.from(storedLines(bytes), (line, i) => decodeLine(line, origin, firstLine + i));
  }
}
