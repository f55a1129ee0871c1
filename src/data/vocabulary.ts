import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { SentencePieceProcessor } from 'sentencepiece-js';
import { hereOrInCheckout } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { parseModel, type SentencePieceModel } from './sentencepiece-model.ts';
import { encodesWordByWord, wordEncoder } from './word-encoder.ts';

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

/** @throws UserError where there is no vocabulary file */
export function requireVocabulary(path: string): void {
  if (existsSync(hereOrInCheckout(path))) return;
  throw new UserError(
    `no vocabulary at ${path}; train one with \`sublinear vocab\`, ` +
      'or set data.vocabulary to a sentencepiece .model file',
  );
}

function readModel(path: string): { model: SentencePieceModel; checksum: string } {
  requireVocabulary(path);
  const bytes = readFileSync(hereOrInCheckout(path));
  try {
    return {
      model: parseModel(bytes),
      checksum: createHash('sha256').update(bytes).digest('hex'),
    };
  } catch (error) {
    throw new UserError(`${path}: not a sentencepiece model (${(error as Error).message})`);
  }
}

/**
 * Entries of the vocabulary in `path`, found without loading what encodes with it.
 *
 * @throws UserError where there is no vocabulary file, or it is none
 */
export function vocabularySize(path: string): number {
  return readModel(path).model.pieces.length;
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
  const { model, checksum } = readModel(path);
  const pieces = model.pieces.map(({ text }) => text);
  const symbols = {
    padId: controlId(pieces, '<pad>', path),
    unkId: controlId(pieces, '<unk>', path),
    bosId: controlId(pieces, '<s>', path),
    eosId: controlId(pieces, '</s>', path),
  };
  const processor = new SentencePieceProcessor();
  await processor.load(hereOrInCheckout(path));
  const encode = (text: string) => processor.encodeIds(text);
  return {
    ...symbols,
    size: pieces.length,
    checksum,
    encode: encodesWordByWord(model) ? wordEncoder(encode) : encode,
    decode: (ids) => processor.decodeIds(ids),
  };
}
