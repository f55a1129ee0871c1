import { Document, isMap, isScalar, visit } from 'yaml';
import type { Mapping } from '../../config/layers.ts';

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
