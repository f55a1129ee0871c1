import type { Split } from './corpus.ts';

/** A file to download, with what it must turn out to be. One checksum at least is given. */
export type RemoteFile = {
  readonly url: string;
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
  readonly md5?: string | undefined;
};

/** One side of a corpus: a downloaded file, or one member of a downloaded tar archive. */
export type TextReference = { readonly file: string; readonly member?: string | undefined };

/** Two texts whose lines translate each other. */
export type PairReference = { readonly source: TextReference; readonly target: TextReference };

/** Where the text of a data set comes from. */
export type DatasetInput =
  | {
      readonly kind: 'downloads';
      /** Receives the downloads. */
      readonly folder: string;
      /** By the name that each file has in `folder`. */
      readonly files: Readonly<Record<string, RemoteFile>>;
      readonly splits: Readonly<Record<Split, readonly PairReference[]>>;
    }
  | {
      readonly kind: 'folder';
      /** Holds `<name>.<language>` or `<name>.<language>.gz`, one sentence a line. */
      readonly folder: string;
      /** File names without their language, by split. */
      readonly files: Readonly<Record<Split, string>>;
    };

/** Which training pairs are left out. */
export type FilterConfig = {
  /** Pairs with more words (white space between them) on either side are left out. */
  readonly maxWords: number;
  /** So are pairs with more characters (UTF-16 units) on either side. */
  readonly maxCharacters: number;
  /** So are pairs whose one side has more than this many times the characters of the other. */
  readonly maxLengthRatio: number;
};

/** How the subword vocabulary of a data set is trained. */
export type VocabularyConfig = {
  /** Number of subwords, control symbols included. */
  readonly size: number;
  /** Pairs that it is trained on: a random sample of the training pairs, or all if there are fewer. */
  readonly samplePairs: number;
  readonly seed: number;
  /** Part of the sample's characters that get a subword of their own; the rarest do not. */
  readonly characterCoverage: number;
};

/** A data set, from where its files are to what is made of them. */
export type DatasetConfig = {
  /** What manifests, tables and result files call it. */
  readonly name: string;
  readonly licence: string;
  readonly citation: string;
  readonly languages: { readonly source: string; readonly target: string };
  readonly input: DatasetInput;
  /** Receives shards, vocabulary, development and test text, and the manifest. */
  readonly prepared: string;
  readonly filter: FilterConfig;
  readonly vocabulary: VocabularyConfig;
};
