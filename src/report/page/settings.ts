import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, visit } from 'yaml';
import { isMapping, type Mapping } from '../../config/layers.ts';

/** The settings that `a` and `b` have in common. */
function commonOf(a: Mapping, b: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(a).flatMap(([key, value]): [string, unknown][] => {
      const other = b[key];
      if (isDeepStrictEqual(value, other)) return [[key, value]];
      if (!isMapping(value) || !isMapping(other)) return [];
      const common = commonOf(value, other);
      return Object.keys(common).length > 0 ? [[key, common]] : [];
    }),
  );
}

/** The settings that all of `configs` have in common. */
export function sharedSettings(configs: readonly Mapping[]): Mapping {
  return configs.reduce(commonOf);
}

/** The settings of `config` that `shared` does not have. */
export function ownSettings(config: Mapping, shared: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
      const other = shared[key];
      if (isDeepStrictEqual(value, other)) return [];
      if (!isMapping(value) || !isMapping(other)) return [[key, value]];
      return [[key, ownSettings(value, other)]];
    }),
  );
}

/**
 * Settings as YAML, laid out as in the project's own files: lists of plain values, and each mapping
 * in a list, on a line of their own.
 */
export function yamlText(settings: Mapping): string {
  const document = new Document(settings);
  visit(document, {
    Seq(_, list) {
      if (list.items.every(isScalar)) list.flow = true;
      for (const item of list.items) if (isMap(item)) item.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}
