import { z } from 'zod';
import { datasetSchema } from '../config/dataset-config.ts';
import { runConfigSchema } from '../config/run-config.ts';
import { resultSchema } from '../results/result.ts';
import { failureSchema } from '../train/failure.ts';

/** A JSON schema, as far as it is looked into here. */
export type JsonSchema = {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
};

/** Leaves out the limits that every whole number has in JavaScript: they say nothing. */
function tidied({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/**
 * The schema of files that are laid over each other until they give what `schema` describes: no key
 * is required of any one of them. Lists are replaced as a whole, so their items are complete.
 */
function layerOf(schema: JsonSchema): JsonSchema {
  const { required: _, properties, anyOf, oneOf, ...rest } = schema;
  // What fitted one member only by its required keys may fit several without them.
  const members = anyOf ?? oneOf;
  return {
    ...rest,
    ...(members === undefined ? {} : { anyOf: members.map(layerOf) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, layerOf(value)]),
          ),
        }),
  };
}

/** The contents of a YAML file under `configs/`, so that an editor completes and checks it. */
function configFileSchema(): JsonSchema {
  const extended = z.union([z.string(), z.array(z.string())]).optional();
  const file = runConfigSchema
    .extend({
      extends: extended.describe(
        'Files that this one is laid over, relative to it; later ones over earlier ones',
      ),
      dataset: datasetSchema.optional().describe('The files of a data set and their preparation'),
    })
    .meta({ title: 'A configuration file of sublinear, or one that others extend' });
  // Draft 7 is what the language server that editors use for YAML knows best.
  const schema = z.toJSONSchema(file, { target: 'draft-07', io: 'input', override: tidied });
  return layerOf(schema as JsonSchema);
}

const fileSchema = (schema: z.ZodType, title: string): JsonSchema =>
  z.toJSONSchema(schema.meta({ title }), { override: tidied }) as JsonSchema;

/**
 * The published JSON schemas, by file name. A file that its schema refuses is refused by
 * `sublinear`, too; some of what `sublinear` checks beyond that, such as that `heads` divides
 * `dModel`, JSON Schema cannot say.
 */
export function schemaDocuments(): Readonly<Record<string, JsonSchema>> {
  return {
    'config.schema.json': configFileSchema(),
    'failure.schema.json': fileSchema(
      failureSchema,
      'The attempts at a run of sublinear that failed',
    ),
    'result.schema.json': fileSchema(resultSchema, 'The result of one run of sublinear'),
  };
}

/** A schema as its file holds it. */
export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
