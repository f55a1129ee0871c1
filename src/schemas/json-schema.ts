import type { z } from 'zod';

/** A JSON schema, as far as it is looked into here. */
export type JsonSchema = {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
};

/** Leaves out the limits that every whole number has in JavaScript: they say nothing. */
export function tidied({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/**
 * The schema of files that are laid over each other until they give what `schema` describes: no key
 * is required of any one of them. Lists are replaced as a whole, so their items are complete.
 */
export function layerOf(schema: JsonSchema): JsonSchema {
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
