import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { datasetSchema } from '../../config/dataset-config.ts';
import { readJson } from '../../config/json-file.ts';
import { validate } from '../../config/validate.ts';
import { UserError } from '../../platform/errors.ts';
import { DROP_REASONS } from './filter.ts';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const droppedSchema = z.record(z.enum(DROP_REASONS), count);

/** A development or test set: plain text beside the manifest. */
const heldOutSchema = z.strictObject({
  pairs: count,
  /** See `splitChecksum`. */
  checksum: sha256,
});

const dataset = datasetSchema.shape;

const manifestSchema = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  licence: z.string(),
  citation: z.string(),
  languages: dataset.languages,
  /** How it was prepared. */
  filter: dataset.filter,
  vocabularyTraining: dataset.vocabulary,
  /** Every file that was read: downloads, or files of the folder. */
  inputs: z.array(z.strictObject({ file: z.string(), bytes: count, sha256 })),
  train: z.strictObject({
    pairs: count,
    checksum: sha256,
    sourceTokens: count,
    targetTokens: count,
    /** Each pair of texts: what was read, kept and dropped, and why. */
    texts: z.array(
      z.strictObject({
        source: z.string(),
        target: z.string(),
        read: count,
        kept: count,
        dropped: droppedSchema,
      }),
    ),
  }),
  dev: heldOutSchema,
  test: heldOutSchema,
  vocabulary: z.strictObject({ file: z.string(), size: count, checksum: sha256 }),
  shards: z.array(z.strictObject({ file: z.string(), pairs: count, bytes: count, sha256 })).min(1),
});

/** What a prepared data set is, and what it was made of. */
export type Manifest = z.infer<typeof manifestSchema>;

const MANIFEST_FILE = 'manifest.json';

export function manifestPath(folder: string): string {
  return join(folder, MANIFEST_FILE);
}

/** @throws UserError where `folder` holds no prepared data; reads nothing */
export function requirePrepared(folder: string): void {
  if (existsSync(manifestPath(folder))) return;
  throw new UserError(
    `no prepared data in ${folder}: ${manifestPath(folder)} is not there; make it with ` +
      '`sublinear data prepare`, or check data.corpus in the configuration',
  );
}

/** @throws UserError where `folder` holds no prepared data, or its manifest is damaged */
export function readManifest(folder: string): Manifest {
  requirePrepared(folder);
  const path = manifestPath(folder);
  const manifest = readJson(path, 'prepare the data again: `sublinear data prepare --replace`');
  return validate(manifestSchema, manifest, `the manifest ${path}`);
}
