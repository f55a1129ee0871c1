import type { Kind, Kinds, OwnKind } from 'sublinear-optim';
import { z } from 'zod';

type NumberKind = Extract<Kind<unknown>, { type: 'number' }>;

function numberSchema({ above, from, below, upTo, whole }: NumberKind): z.ZodType {
  let schema: z.ZodNumber = whole ? z.int() : z.number();
  if (above !== undefined) schema = schema.gt(above);
  if (from !== undefined) schema = schema.min(from);
  if (below !== undefined) schema = schema.lt(below);
  if (upTo !== undefined) schema = schema.max(upTo);
  return schema;
}

/** The schemas of what only few options are, by the names that their kinds give them. */
export type OwnSchemas = Partial<Readonly<Record<OwnKind['name'], z.ZodType>>>;

/** Names of parameters, or patterns of them. */
export const patternsSchema = z.array(z.string().min(1), {
  error: ({ code }) =>
    code === 'invalid_type'
      ? "expected a list of parameters' names, or patterns of them"
      : undefined,
});

/** Texts by the option, or the part of an option, that they describe. */
export type Descriptions = Readonly<Record<string, string>>;

/** The schema of an option, so that a configuration takes what the option does. */
function schemaOf(kind: Kind<unknown>, parts: Descriptions, own: OwnSchemas): z.ZodType {
  switch (kind.type) {
    case 'number':
      return numberSchema(kind);
    case 'boolean':
      return z.boolean();
    case 'choice': {
      const { choices } = kind;
      const texts = choices.filter((one) => typeof one === 'string');
      return texts.length === choices.length
        ? z.enum(texts)
        : z.union(choices.map((one) => z.literal(one)));
    }
    case 'either':
      return z.union(kind.kinds.map((one) => schemaOf(one, parts, own)));
    case 'optional':
      return schemaOf(kind.kind, parts, own).optional();
    case 'nullable':
      return schemaOf(kind.kind, parts, own).nullable();
    case 'own': {
      const schema = own[kind.name];
      if (schema === undefined) throw new Error(`there is no schema of ${kind.words}`);
      return schema;
    }
    case 'record':
      return z.strictObject(
        Object.fromEntries(
          Object.entries(kind.fields).map(([key, field]) => {
            const description = parts[key];
            if (description === undefined) throw new Error(`nothing describes "${key}"`);
            return [key, schemaOf(field, parts, own).describe(description)];
          }),
        ),
      );
  }
}

export type Member = z.ZodObject<Record<string, z.ZodType>>;

/**
 * The schemas of the options of a link, an optimiser or a schedule.
 *
 * @param descriptions a text for each option
 * @param parts a text for each part of those options that have parts
 * @param own the schemas of what only few options are
 */
export function optionSchemas(
  options: Kinds<object>,
  descriptions: Descriptions,
  parts: Descriptions,
  own: OwnSchemas = {},
  defaults: Readonly<Record<string, unknown>> = {},
): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(options as Kinds<Record<string, unknown>>).map(([option, kind]) => {
      const schema = schemaOf(kind, parts, own);
      const value = defaults[option];
      return [
        option,
        (value === undefined ? schema : schema.default(value)).describe(descriptions[option]!),
      ];
    }),
  );
}
