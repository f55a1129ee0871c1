import { UserError } from '../../platform/errors.ts';
import { command } from '../command.ts';
import { flag, repeated, whole } from '../option.ts';
import { yamlFile } from '../yaml-kinds.ts';

/** Subwords of Tensor2Tensor's English-German problem, `translate_ende_wmt32k`: 2^15. */
const PAPER_VOCABULARY = 32_768;

export const memoryCommand = command({
  usage: 'memory [config]',
  describe: 'Print how much each optimiser keeps from step to step, exactly, without training',
  positionals: {
    config: {
      type: 'string',
      coerce: (given: string | undefined) =>
        given === undefined ? undefined : yamlFile(given, 'experiment', 'optimizer', 'run'),
      describe:
        'Beside the named optimisers: an experiment, for its rows, or a YAML with an optimiser',
    },
  },
  options: {
    sizes: {
      type: 'string',
      default: 'tiny,small,base,big',
      coerce: (given: string | string[]) => [given].flat().flatMap((list) => list.split(',')),
      describe:
        "Which models, with commas: tiny, small, medium, base, big, own (the configuration's), or " +
        'paths of model YAMLs',
    },
    vocabulary: { ...whole('--vocabulary', 'Number of subwords'), default: PAPER_VOCABULARY },
    set: repeated('Override one value, such as model.embedding.sharing=none; may be given again'),
    measured: { ...flag('What runs measured'), hidden: true },
    json: flag('Print JSON'),
  },
  examples: [['$0 memory table2 --sizes base', 'The rows of Table 2']],
  handler: async ({ config, sizes, vocabulary, set, measured, json }) => {
    if (measured) {
      throw new UserError('memory EXPERIMENT --measured is now `sublinear report EXPERIMENT`');
    }
    const { stateSizes } = await import('../../experiment/state-sizes.ts');
    const { markdownStateSizes } = await import('../../report/tables/state-sizes.ts');
    const tables = stateSizes(config, { sizes, vocabulary, overrides: set });
    console.log(json ? JSON.stringify(tables, null, 2) : markdownStateSizes(tables));
  },
});
