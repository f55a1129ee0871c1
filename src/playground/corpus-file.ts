import { type Example, examplesFrom, flattened } from '../data/examples.ts';
import type { ControlSymbols } from '../data/vocabulary.ts';

/** The corpus as the playground has it: encoded, so that a browser needs no tokenizer. */
export type Corpus = {
  readonly symbols: ControlSymbols;
  /** The piece of each token id, as sentencepiece writes it. */
  readonly pieces: readonly string[];
  /** Training pairs; `trainable` says which have room in a batch. */
  readonly train: readonly Example[];
  readonly dev: readonly Example[];
  /** The text of `dev`. */
  readonly devText: readonly { readonly source: string; readonly target: string }[];
};

type Header = Pick<Corpus, 'symbols' | 'pieces' | 'devText'> & { readonly trainPairs: number };

/** Of a token id, and of a sentence's length. */
const LARGEST = 0xffff;

const HEADER_LENGTH_BYTES = 4;

/**
 * A corpus as bytes, to be compressed: the length of a header as a little-endian 32-bit integer, the
 * header as JSON, and 16-bit integers: of each pair the lengths of both sides, then their tokens.
 *
 * @throws RangeError for what has no room in 16 bits
 */
export function packCorpus({ symbols, pieces, train, dev, devText }: Corpus): Uint8Array {
  const numbers = flattened([...train, ...dev]);
  const tooLarge = numbers.find((number) => number > LARGEST);
  if (tooLarge !== undefined) throw new RangeError(`${tooLarge} does not fit into 16 bits`);
  const header: Header = { symbols, pieces, devText, trainPairs: train.length };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = HEADER_LENGTH_BYTES + json.length;
  const bytes = new Uint8Array(start + 2 * numbers.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, HEADER_LENGTH_BYTES);
  for (const [i, number] of numbers.entries()) view.setUint16(start + 2 * i, number, true);
  return bytes;
}

/** The corpus that `packCorpus` made these bytes of. */
export function unpackCorpus(bytes: Uint8Array): Corpus {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = HEADER_LENGTH_BYTES + view.getUint32(0, true);
  const json = new TextDecoder().decode(bytes.subarray(HEADER_LENGTH_BYTES, start));
  const { trainPairs, ...header } = JSON.parse(json) as Header;
  const numbers = Uint16Array.from({ length: (bytes.length - start) / 2 }, (_, i) =>
    view.getUint16(start + 2 * i, true),
  );
  const examples = examplesFrom(numbers);
  return { ...header, train: examples.slice(0, trainPairs), dev: examples.slice(trainPairs) };
}

/** What sentencepiece writes for a space. */
const SPACE = '\u2581';

/** The text of token ids, as sentencepiece's decoder gives it: control symbols say nothing. */
export function decodePieces({ pieces, symbols }: Corpus, ids: readonly number[]): string {
  const { unkId, padId, bosId, eosId } = symbols;
  const text = ids
    .filter((id) => ![padId, bosId, eosId].includes(id))
    .map((id) => (id === unkId ? ' \u2047 ' : pieces[id]!))
    .join('');
  return (text.startsWith(SPACE) ? text.slice(1) : text).replaceAll(SPACE, ' ');
}
