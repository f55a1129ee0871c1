import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { CorpusStatistics } from 'sacrebleu-ts';
import { UserError } from '../platform/errors.ts';

/**
 * The numbers that a sentence adds to the corpus's BLEU, in the order of sacrebleu-ts: lengths of
 * translation and reference, then matched n-grams and all n-grams for n = 1 to 4.
 */
const COLUMNS = [
  ...['systemLength', 'referenceLength'],
  ...['matched1', 'matched2', 'matched3', 'matched4'],
  ...['total1', 'total2', 'total3', 'total4'],
] as const;

const HEADER = [...COLUMNS, 'translation'].join('\t');

/**
 * A translated test set with what is needed to score it, or any sample of its sentences, again:
 * significance tests need neither the references nor the tokenizer.
 */
export type ScoredTranslations = {
  /** In the order of the test set, each without a line break. */
  readonly translations: readonly string[];
  readonly statistics: CorpusStatistics;
};

/** What the name of a file of translations has in place of its result's `.json`. */
export const TRANSLATIONS = '.translations.tsv.gz';

/** The file of translations that belongs to a result file. */
export function translationsPath(resultFile: string): string {
  return resultFile.replace(/\.json$/, TRANSLATIONS);
}

/** The bytes of a file of translations. They may differ between versions of zlib; `text` does not. */
export function packTranslations(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}

/** The text of a file of translations: tab-separated, a header, then a line a sentence. */
export function formatTranslations({ translations, statistics }: ScoredTranslations): string {
  const lines = translations.map((translation, sentence) => {
    const start = sentence * COLUMNS.length;
    const numbers = statistics.rows.slice(start, start + COLUMNS.length);
    return [...numbers, translation].join('\t');
  });
  return `${[HEADER, ...lines].join('\n')}\n`;
}

const ZERO = 48;

/**
 * Reads a line's statistics into `rows` from `start` on, digit by digit: results have a hundred
 * thousand lines.
 *
 * @returns its translation, or undefined where it is no such line
 */
function parseLine(line: string, rows: Float64Array, start: number): string | undefined {
  let position = 0;
  for (let column = 0; column < COLUMNS.length; column++) {
    const end = line.indexOf('\t', position);
    if (end <= position) return undefined;
    let number = 0;
    for (; position < end; position++) {
      const digit = line.charCodeAt(position) - ZERO;
      if (digit < 0 || digit > 9) return undefined;
      number = 10 * number + digit;
    }
    rows[start + column] = number;
    position = end + 1;
  }
  // A translation may have tabs of its own.
  return line.slice(position);
}

/** The SHA-256 of a text, in hexadecimal digits. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The translations in `path`; undefined where there is no such file.
 *
 * @param checksum of its text, as the result file has it
 * @throws UserError where the file is another one than the result was made with, or not of this form
 */
export function readTranslations(path: string, checksum: string): ScoredTranslations | undefined {
  if (!existsSync(path)) return undefined;
  const refuse = (problem: string): never => {
    throw new UserError(
      `${path}: ${problem}; restore the file, or remove its result and run it again`,
    );
  };
  const bytes = readFileSync(path);
  let text: string;
  try {
    text = gunzipSync(bytes).toString('utf8');
  } catch {
    return refuse('not a readable gzip file');
  }
  const found = checksumOf(text);
  if (found !== checksum) {
    refuse(`its SHA-256 is ${found}, but the result beside it was made with ${checksum}`);
  }
  const [header, ...lines] = text.split('\n').slice(0, -1);
  if (header !== HEADER) refuse(`expected the columns ${HEADER.replaceAll('\t', ', ')}`);
  const rows = new Float64Array(lines.length * COLUMNS.length);
  const translations = lines.map(
    (line, i) =>
      parseLine(line, rows, i * COLUMNS.length) ??
      refuse(`line ${i + 2}: not the numbers of a sentence`),
  );
  return {
    translations,
    // The test sets here have one reference each.
    statistics: { segmentCount: lines.length, rows, referenceCount: 1 },
  };
}
