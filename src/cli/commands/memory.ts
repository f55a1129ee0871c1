import { MODEL_SIZES, OWN_SIZE } from '../../config/model-sizes.ts';
import { command } from '../command.ts';
import { flag, repeated, whole } from '../option.ts';
import { yamlFile } from '../yaml-kinds.ts';

export const memoryCommand = command({
  usage: 'memory [config]',
  describe: "Print the exact size of each optimiser's state, without training",
  positionals: {
    config: {
      type: 'string',
      coerce: (given: string | undefined) =>
        given === undefined ? undefined : yamlFile(given, 'experiment', 'optimizer', 'run'),
      describe: 'An experiment or another YAML; its optimisers are listed after the named ones',
    },
  },
  options: {
    sizes: {
      ...repeated(
        `Which models, with commas: ${MODEL_SIZES.join(', ')}, ${OWN_SIZE} (the configuration's), or ` +
          'paths of model YAMLs',
      ),
      default: [...MODEL_SIZES],
      coerce: (given: readonly string[]) => given.flatMap((list) => list.split(',')),
    },
    vocabulary: whole(
      '--vocabulary',
      `Number of subwords [default: the configuration's with --sizes ${OWN_SIZE}, else 32768, about what the authors' code has]`,
    ),
    set: repeated('Override one value, such as model.embedding.sharing=none; may be given again'),
    json: flag('Print JSON'),
  },
  examples: [['$0 memory table2 --sizes base', 'The rows of Table 2']],
  handler: async ({ config, sizes, vocabulary, set, json }) => {
    const { stateSizes } = await import('../../experiment/state-sizes.ts');
    const { markdownStateSizes } = await import('../../report/tables/state-sizes.ts');
    const tables = stateSizes(config, { sizes, vocabulary, overrides: set });
    console.log(json ? JSON.stringify(tables, null, 2) : markdownStateSizes(tables));
  },
});
