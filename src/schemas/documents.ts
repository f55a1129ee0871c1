import { z } from 'zod';
import { datasetSchema } from '../config/dataset-config.ts';
import { runConfigSchema } from '../config/run-config.ts';
import { resultSchema } from '../results/result.ts';
import { failureSchema } from '../train/failure.ts';
import { type JsonSchema, layerOf, tidied } from './json-schema.ts';

/** What a YAML file under `configs/` may say, so that an editor completes and checks it. */
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

function resultFileSchema(): JsonSchema {
  const file = resultSchema.meta({ title: 'The result of one run of sublinear' });
  return z.toJSONSchema(file, { override: tidied }) as JsonSchema;
}

function failureFileSchema(): JsonSchema {
  const file = failureSchema.meta({ title: 'The attempts at a run of sublinear that failed' });
  return z.toJSONSchema(file, { override: tidied }) as JsonSchema;
}

/**
 * The published JSON schemas, by file name. A file that its schema refuses is refused by
 * `sublinear`, too; some of what `sublinear` checks beyond that, such as that `heads` divides
 * `dModel`, JSON Schema cannot say.
 */
export function schemaDocuments(): Readonly<Record<string, JsonSchema>> {
  return {
    'config.schema.json': configFileSchema(),
    'failure.schema.json': failureFileSchema(),
    'result.schema.json': resultFileSchema(),
  };
}

/** A schema as its file holds it. */
export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
