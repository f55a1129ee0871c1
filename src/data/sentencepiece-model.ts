import { range } from 'd3-array';
import { PbfReader } from 'pbf';

/** What a sentencepiece model file says of itself, as far as it is needed here. */
export type SentencePieceModel = {
  /** By id. */
  pieces: { text: string; type: number }[];
  modelType: number;
  treatWhitespaceAsSuffix: boolean;
  normalizer: {
    /** Rules that replace characters, as a trie; see `charsmapKeysContain`. */
    charsmap: Uint8Array;
    addDummyPrefix: boolean;
    removeExtraWhitespaces: boolean;
    escapeWhitespaces: boolean;
  };
};

/** Values of `TrainerSpec.ModelType` and `ModelProto.SentencePiece.Type`. */
export const BPE_MODEL = 2;
export const USER_DEFINED_PIECE = 4;
const UNIGRAM_MODEL = 1;
const NORMAL_PIECE = 1;

/** Field numbers of `sentencepiece_model.proto`. */
const FIELD = {
  model: { pieces: 1, trainer: 2, normalizer: 3 },
  piece: { text: 1, type: 3 },
  trainer: { modelType: 3, treatWhitespaceAsSuffix: 24 },
  normalizer: { charsmap: 2, dummyPrefix: 3, extraWhitespaces: 4, escapeWhitespaces: 5 },
} as const;

type Piece = SentencePieceModel['pieces'][number];

function readPiece(field: number, piece: Piece, reader: PbfReader): void {
  if (field === FIELD.piece.text) piece.text = reader.readString();
  else if (field === FIELD.piece.type) piece.type = reader.readVarint();
}

function readTrainer(field: number, model: SentencePieceModel, reader: PbfReader): void {
  if (field === FIELD.trainer.modelType) model.modelType = reader.readVarint();
  else if (field === FIELD.trainer.treatWhitespaceAsSuffix) {
    model.treatWhitespaceAsSuffix = reader.readBoolean();
  }
}

type Normalizer = SentencePieceModel['normalizer'];

function readNormalizer(field: number, rules: Normalizer, reader: PbfReader): void {
  if (field === FIELD.normalizer.charsmap) rules.charsmap = reader.readBytes();
  else if (field === FIELD.normalizer.dummyPrefix) rules.addDummyPrefix = reader.readBoolean();
  else if (field === FIELD.normalizer.extraWhitespaces) {
    rules.removeExtraWhitespaces = reader.readBoolean();
  } else if (field === FIELD.normalizer.escapeWhitespaces) {
    rules.escapeWhitespaces = reader.readBoolean();
  }
}

/** Reads a sentencepiece model file. @throws Error where it is none */
export function parseModel(bytes: Uint8Array): SentencePieceModel {
  const defaults: SentencePieceModel = {
    pieces: [],
    modelType: UNIGRAM_MODEL,
    treatWhitespaceAsSuffix: false,
    normalizer: {
      charsmap: new Uint8Array(0),
      addDummyPrefix: true,
      removeExtraWhitespaces: true,
      escapeWhitespaces: true,
    },
  };
  return new PbfReader(bytes).readFields((field, model: SentencePieceModel, reader) => {
    if (field === FIELD.model.pieces) {
      model.pieces.push(reader.readMessage(readPiece, { text: '', type: NORMAL_PIECE }));
    } else if (field === FIELD.model.trainer) reader.readMessage(readTrainer, model);
    else if (field === FIELD.model.normalizer) {
      reader.readMessage(readNormalizer, model.normalizer);
    }
  }, defaults);
}

/**
 * Whether any character sequence that a normaliser replaces contains `byte` in its UTF-8 form. The
 * rules are a double-array trie as Darts-clone lays it out: a unit's lowest byte is its label, bits
 * 10 to 30 its offset (times 256 where bit 9 is set), and bit 8 says that a key ends there.
 *
 * @param charsmap the trie's size in bytes as a little-endian 32-bit integer, the trie, replacements
 */
export function charsmapKeysContain(charsmap: Uint8Array, byte: number): boolean {
  if (charsmap.length === 0) return false;
  const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength);
  const units = view.getUint32(0, true) / 4;
  const unit = (index: number) => view.getUint32(4 + 4 * index, true);
  const offset = (value: number) => (value >>> 10) << ((value & 0x200) >>> 6);
  const labelled = (index: number) => (unit(index) & 0x800000ff) >>> 0;
  // The walk below takes a tenth of a second. It is needed only where some unit has that label.
  if (!range(units).some((index) => labelled(index) === byte)) return false;
  const nodes = [offset(unit(0))];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    for (let label = 1; label < 256; label++) {
      const child = node ^ label;
      if (child >= units) continue;
      if (labelled(child) !== label) continue;
      if (label === byte) return true;
      nodes.push(child ^ offset(unit(child)));
    }
  }
  return false;
}
