import { existsSync } from 'node:fs';
import { dirname, isAbsolute, posix, resolve } from 'node:path';
import { z } from 'zod';
import { hereOrInCheckout } from '../platform/checkout.ts';
import { type Layer, type Mapping, originOf, valueAt, withoutKey } from './layers.ts';
import { withValue } from './overrides.ts';
import { type RunConfig, runConfigParts, runConfigSchema, twoLanguages } from './run-config.ts';
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
    url: z.url({ protocol: /^https?$/ }).describe('Where it is downloaded from'),
    bytes: positiveInteger.optional().describe('Its size'),
    sha256: hex(64).optional().describe('Its SHA-256, in hexadecimal digits'),
    md5: hex(32).optional().describe('Its MD5, where the publisher gives no better checksum'),
  })
  .refine(({ sha256, md5 }) => sha256 !== undefined || md5 !== undefined, {
    error: 'needs a checksum, sha256 or md5',
  });

const textSchema = z.strictObject({
  file: fileName.describe('One of the files above'),
  member: memberPath.optional().describe('The file in it, where it is an archive'),
});
const pairSchema = z.strictObject({
  source: textSchema.describe('The text to translate from'),
  target: textSchema.describe('The text to translate into, line by line'),
});

/** An object of `schema` for each part of the data. */
const partsOf = <T extends z.ZodType>(schema: T) =>
  z.strictObject({
    train: schema.describe('To train on'),
    dev: schema.describe('To evaluate on while training'),
    test: schema.describe('To score at the end'),
  });

/** Where the text of a data set comes from. */
const inputSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('downloads').describe('Files that `sublinear data download` fetches'),
      folder: z.string().min(1).describe('Where downloads are kept'),
      files: z.record(fileName, remoteFileSchema).describe('What is downloaded, by file name'),
      splits: partsOf(z.array(pairSchema).min(1)).describe('Which texts each part is made of'),
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
    kind: z.literal('folder').describe('Plain text of your own, a sentence a line, gzip or not'),
    folder: z.string().min(1).describe('Where its files are'),
    files: partsOf(z.string()).describe('Their names without the language'),
  }),
]);

/** A data set, from where its files are to what is made of them. */
export const datasetSchema = z.strictObject({
  name: z.string().min(1).describe('What manifests, tables and result files call it'),
  licence: z.string().min(1).describe('On what terms it may be used'),
  citation: z.string().min(1).describe('What to cite'),
  languages: twoLanguages(
    z.strictObject({
      source: fileName.describe('The language to translate from, such as en'),
      target: fileName.describe('The language to translate into, such as de'),
    }),
  ).describe('Endings of file names'),
  input: inputSchema.describe('The text'),
  prepared: z
    .string()
    .min(1)
    .describe('The folder for shards, vocabulary, development and test text, and the manifest'),
  filter: z
    .strictObject({
      maxWords: positiveInteger.describe('The most words, between white space, of either side'),
      // A character is at most 18 after compatibility normalisation, so a shard's 16 bits hold any length.
      maxCharacters: positiveInteger
        .max(3000)
        .describe('The most characters, in UTF-16 units, of either side'),
      maxLengthRatio: z
        .number()
        .min(1)
        .describe('The most times the characters of the other that a side may have'),
    })
    .describe('Which training pairs are left out'),
  vocabulary: z
    .strictObject({
      size: positiveInteger.describe('Subwords, control symbols included'),
      samplePairs: positiveInteger.describe(
        'Training pairs that it is trained on: a random sample, or all if there are fewer',
      ),
      seed: z.int().describe('Of the choice of these pairs'),
      characterCoverage: z
        .number()
        .gt(0)
        .max(1)
        .describe("Share of the sample's characters that get a subword; the rarest do not"),
    })
    .describe('The sentencepiece model that is trained'),
});

export type RemoteFile = z.infer<typeof remoteFileSchema>;
export type TextReference = z.infer<typeof textSchema>;
export type DatasetConfig = z.infer<typeof datasetSchema>;
export type FilterConfig = DatasetConfig['filter'];

/** The keys that hold paths of files that are read. */
const PATHS = [
  ['data', 'vocabulary'],
  ['data', 'corpus', 'folder'],
  ['dataset', 'input', 'folder'],
] as const;

/** What lies at `given` beside the YAML that says so, where it lies nowhere else. */
function besideYaml(given: string, origin: string): string | undefined {
  if (isAbsolute(given) || existsSync(hereOrInCheckout(given))) return undefined;
  const path = resolve(dirname(origin), given);
  return existsSync(path) ? path : undefined;
}

/**
 * `layer` with the paths of data that are found beside the YAML they stand in. Those that are found
 * from the working folder or the checkout stay as they are: results name them so.
 */
function locatedPaths(layer: Layer): Layer {
  return PATHS.reduce((located, path) => {
    const given = valueAt(located.value, path);
    const origin = originOf(located, path);
    if (typeof given !== 'string' || origin === undefined) return located;
    const found = besideYaml(given, origin);
    if (found === undefined) return located;
    const value = withValue(located.value, path, found) as Mapping;
    return { value, origins: located.origins };
  }, layer);
}

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
  return withoutKey(locatedPaths(layer), 'dataset');
}

/** What a data file says of the data to runs. */
export function dataOf(layer: Layer, file: string): RunConfig['data'] {
  return validate(runConfigParts.pick({ data: true }), runLayer(layer), file).data;
}

/** The run that a YAML describes. */
export function runConfigOf(layer: Layer, file: string): RunConfig {
  return validate(runConfigSchema, runLayer(layer), file);
}
