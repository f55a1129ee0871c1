import { posix } from 'node:path';
import { z } from 'zod';
import { locatedPaths } from './data-paths.ts';
import { type Layer, withoutKey } from './layers.ts';
import { validate } from './validate.ts';

const positiveInteger = z.int().positive();
const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `must be ${digits} hexadecimal digits`);

/** A name that stays in its folder. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a plain file name');

/** The path of a member of an archive, which must not lead out of the folder it is unpacked to. */
const memberPath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !posix.normalize(path).startsWith('..'), {
    error: 'must not lead out of its folder',
  });

/** A file to download, with what it must turn out to be. */
const remoteFileSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }),
    bytes: positiveInteger.optional(),
    sha256: hex(64).optional(),
    md5: hex(32).optional(),
  })
  .refine(({ sha256, md5 }) => sha256 !== undefined || md5 !== undefined, {
    error: 'needs a checksum, sha256 or md5',
  });

/** One side of a corpus: a downloaded file, or one member of a downloaded tar archive. */
const textSchema = z.strictObject({ file: fileName, member: memberPath.optional() });
const pairSchema = z.strictObject({ source: textSchema, target: textSchema });
const pairsSchema = z.array(pairSchema).min(1);
const splitNames = z.strictObject({ train: z.string(), dev: z.string(), test: z.string() });

/** Where the text of a data set comes from. */
const inputSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('downloads'),
      /** Receives the downloads. */
      folder: z.string().min(1),
      /** By the name that each file has in `folder`. */
      files: z.record(fileName, remoteFileSchema),
      splits: z.strictObject({ train: pairsSchema, dev: pairsSchema, test: pairsSchema }),
    })
    .superRefine(({ files, splits }, context) => {
      for (const [split, pairs] of Object.entries(splits)) {
        for (const [index, pair] of pairs.entries()) {
          for (const side of ['source', 'target'] as const) {
            if (files[pair[side].file] !== undefined) continue;
            const path = ['splits', split, index, side, 'file'];
            const message = `is not under files; there are ${Object.keys(files).join(', ')}`;
            context.addIssue({ code: 'custom', path, message });
          }
        }
      }
    }),
  z.strictObject({
    kind: z.literal('folder'),
    /** Holds `<name>.<language>` or `<name>.<language>.gz`, one sentence a line. */
    folder: z.string().min(1),
    /** File names without their language, by split. */
    files: splitNames,
  }),
]);

/** A data set, from where its files are to what is made of them. */
export const datasetSchema = z.strictObject({
  /** What manifests, tables and result files call it. */
  name: z.string().min(1),
  licence: z.string().min(1),
  citation: z.string().min(1),
  languages: z.strictObject({ source: fileName, target: fileName }),
  input: inputSchema,
  /** Receives shards, vocabulary, development and test text, and the manifest. */
  prepared: z.string().min(1),
  /** Which training pairs are left out. */
  filter: z.strictObject({
    /** Words, between white space, of either side. */
    maxWords: positiveInteger,
    // In UTF-16 units, of either side.
    // A character is at most 18 after compatibility normalisation, so a shard's 16 bits hold any length.
    maxCharacters: positiveInteger.max(3000),
    /** How many times the characters of the other a side may have. */
    maxLengthRatio: z.number().min(1),
  }),
  /** How the subword vocabulary is trained. */
  vocabulary: z.strictObject({
    /** Number of subwords, control symbols included. */
    size: positiveInteger,
    /** Pairs that it is trained on: a random sample, or all if there are fewer. */
    samplePairs: positiveInteger,
    seed: z.int(),
    /** Part of the sample's characters that get a subword of their own; the rarest do not. */
    characterCoverage: z.number().gt(0).max(1),
  }),
});

export type RemoteFile = z.infer<typeof remoteFileSchema>;
export type TextReference = z.infer<typeof textSchema>;
export type DatasetInput = z.infer<typeof inputSchema>;
export type DatasetConfig = z.infer<typeof datasetSchema>;
export type FilterConfig = DatasetConfig['filter'];

/** Where data files describe their files and how they are prepared, beside what runs need. */
const DATASET_KEY = 'dataset';

/** The data set that a data file describes. */
export function datasetOf(layer: Layer, file: string): DatasetConfig {
  const schema = z.strictObject({ dataset: datasetSchema });
  return validate(schema, withoutKey(locatedPaths(layer), 'data'), file).dataset;
}

/**
 * The part of a layer that describes a run, its paths found: a data set's files and preparation are
 * none of it.
 */
export function runLayer(layer: Layer): Layer {
  return withoutKey(locatedPaths(layer), DATASET_KEY);
}
