import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { PbfReader } from 'pbf';
import { SentencePieceProcessor } from 'sentencepiece-js';
import { UserError } from '../errors.ts';

/** Ids of the four control symbols. */
export type ControlSymbols = {
  readonly padId: number;
  readonly unkId: number;
  /** Begin of sentence. */
  readonly bosId: number;
  /** End of sentence. */
  readonly eosId: number;
};

/** A subword vocabulary: text to token ids and back. */
export type Vocabulary = ControlSymbols & {
  readonly size: number;
  /** sha256 of the model file. */
  readonly checksum: string;
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
};

/** Field numbers of sentencepiece's `ModelProto`: its pieces, and a piece's text. */
const PIECES_FIELD = 1;
const PIECE_TEXT_FIELD = 1;

/** The pieces of a sentencepiece model file, by id. */
function readPieces(model: Uint8Array): string[] {
  const readPiece = (field: number, piece: { text: string }, reader: PbfReader) => {
    if (field === PIECE_TEXT_FIELD) piece.text = reader.readString();
  };
  const readField = (field: number, pieces: string[], reader: PbfReader) => {
    if (field === PIECES_FIELD) pieces.push(reader.readMessage(readPiece, { text: '' }).text);
  };
  return new PbfReader(model).readFields(readField, [] as string[]);
}

/** @throws UserError where there is no vocabulary file */
export function requireVocabulary(path: string): void {
  if (existsSync(path)) return;
  throw new UserError(
    `no vocabulary at ${path}; train one with \`sublinear vocab\`, ` +
      'or set data.vocabulary to a sentencepiece .model file',
  );
}

function readModel(path: string): { pieces: string[]; checksum: string } {
  requireVocabulary(path);
  const bytes = readFileSync(path);
  try {
    return {
      pieces: readPieces(bytes),
      checksum: createHash('sha256').update(bytes).digest('hex'),
    };
  } catch (error) {
    throw new UserError(`${path}: not a sentencepiece model (${(error as Error).message})`);
  }
}

function controlId(pieces: readonly string[], symbol: string, path: string): number {
  const id = pieces.indexOf(symbol);
  if (id < 0) {
    throw new UserError(
      `${path}: the vocabulary has no ${symbol} symbol; train it with \`sublinear vocab\`, ` +
        'which gives it <pad>, <unk>, <s> and </s>',
    );
  }
  return id;
}

/** Loads a sentencepiece model. */
export async function loadVocabulary(path: string): Promise<Vocabulary> {
  const { pieces, checksum } = readModel(path);
  const symbols = {
    padId: controlId(pieces, '<pad>', path),
    unkId: controlId(pieces, '<unk>', path),
    bosId: controlId(pieces, '<s>', path),
    eosId: controlId(pieces, '</s>', path),
  };
  const processor = new SentencePieceProcessor();
  await processor.load(path);
  return {
    ...symbols,
    size: pieces.length,
    checksum,
    encode: (text) => processor.encodeIds(text),
    decode: (ids) => processor.decodeIds(ids),
  };
}
