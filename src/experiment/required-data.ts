import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { datasetOf } from '../config/dataset-config.ts';
import type { RunConfig } from '../config/run-config.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { requireCorpus } from '../data/corpus.ts';
import { requireVocabulary } from '../data/vocabulary.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';

/** The commands that make what is missing, or what else to do, as far as the configuration tells. */
function remedies(
  { name, corpus, vocabulary }: RunConfig['data'],
  missing: 'corpus' | 'vocabulary',
): string[] {
  // Those of `configs/data` go by the name of their data.
  const shipped = join('configs/data', `${name}.yaml`);
  const path = join(checkoutFolder, shipped);
  const isKnown = existsSync(path);
  const file = isKnown ? shipped : 'DATA.yaml';
  if (corpus.kind === 'shards') {
    const hasDownloads = !isKnown || datasetOf(loadYaml(path), path).input.kind === 'downloads';
    const prepare = `npx sublinear data prepare ${file}`;
    return hasDownloads ? [`npx sublinear data download ${file}`, prepare] : [prepare];
  }
  if (missing === 'corpus') {
    const how = isKnown ? `; ${shipped} says how` : '';
    return [
      `put the text there, which is yours to bring${how}; or name another folder: --set data.corpus.folder=FOLDER`,
      'or take a protocol that needs none: --protocol configs/protocols/demo.yaml',
    ];
  }
  // Vocabularies are named after their size, as in tatoeba-4000.model.
  const size = /-(\d+)\.model$/.exec(vocabulary)?.[1] ?? 'SIZE';
  const folder = corpus.kind === 'folder' ? ` --set data.corpus.folder=${corpus.folder}` : '';
  return [
    `npx sublinear vocab ${file} --size ${size}${folder} --set data.vocabulary=${vocabulary}`,
  ];
}

/**
 * @throws UserError where the corpus or the vocabulary that `config` names is not there, with the
 *   commands that make it
 */
export function requireData({ protocol, data }: RunConfig): void {
  const checks = {
    corpus: () => requireCorpus(data.corpus),
    vocabulary: () => requireVocabulary(data.vocabulary),
  };
  for (const what of ['corpus', 'vocabulary'] as const) {
    try {
      checks[what]();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const lines = [
        `the protocol ${protocol} has no data to run on: ${error.message}`,
        ...remedies(data, what).map((command) => `  ${command}`),
      ];
      throw new UserError(lines.join('\n'), { cause: error });
    }
  }
}
