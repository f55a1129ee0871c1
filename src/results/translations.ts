import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { CorpusStatistics } from 'sacrebleu-ts';
import { UserError } from '../errors.ts';

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
  /** In the order of the test set. */
  readonly translations: readonly string[];
  readonly statistics: CorpusStatistics;
};

/** The file of translations that belongs to a result file. */
export function translationsPath(resultFile: string): string {
  return resultFile.replace(/\.json$/, '.translations.tsv');
}

/** The text of a file of translations: tab-separated, a header, then a line a sentence. */
export function formatTranslations({ translations, statistics }: ScoredTranslations): string {
  const lines = translations.map((translation, sentence) => {
    if (/[\n\r]/.test(translation)) {
      throw new Error(
        `translation ${sentence + 1} has a line break: ${JSON.stringify(translation)}`,
      );
    }
    const start = sentence * COLUMNS.length;
    const numbers = statistics.rows.slice(start, start + COLUMNS.length);
    return [...numbers, translation].join('\t');
  });
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** A line's statistics and translation, or undefined where it is none. */
function parseLine(line: string): { numbers: number[]; translation: string } | undefined {
  const fields = line.split('\t');
  const numbers = fields
    .slice(0, COLUMNS.length)
    .map((field) => (/^\d+$/.test(field) ? +field : -1));
  if (fields.length <= COLUMNS.length || numbers.includes(-1)) return undefined;
  // A translation may have tabs of its own.
  return { numbers, translation: fields.slice(COLUMNS.length).join('\t') };
}

/** The SHA-256 of a file's text, in hexadecimal digits. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The translations in `path`; undefined where there is no such file.
 *
 * @param checksum what the result file says of it
 * @throws UserError where the file is another one than the result was made with, or not of this form
 */
export function readTranslations(path: string, checksum: string): ScoredTranslations | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  const refuse = (problem: string): never => {
    throw new UserError(
      `${path}: ${problem}; restore the file, or remove its result and run it again`,
    );
  };
  const found = checksumOf(text);
  if (found !== checksum) {
    refuse(`its SHA-256 is ${found}, but the result beside it was made with ${checksum}`);
  }
  const [header, ...lines] = text.split('\n').slice(0, -1);
  if (header !== HEADER) refuse(`expected the columns ${HEADER.replaceAll('\t', ', ')}`);
  const sentences = lines.map(
    (line, i) => parseLine(line) ?? refuse(`line ${i + 2}: not the numbers of a sentence`),
  );
  return {
    translations: sentences.map(({ translation }) => translation),
    statistics: {
      segmentCount: sentences.length,
      rows: Float64Array.from(sentences.flatMap(({ numbers }) => numbers)),
      // The test sets here have one reference each.
      referenceCount: 1,
    },
  };
}
