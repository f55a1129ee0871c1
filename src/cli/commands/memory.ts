import type { CommandModule } from 'yargs';
import { UserError } from '../../platform/errors.ts';
import { wholeNumber } from '../number-option.ts';
import { yamlFile } from '../yaml-names.ts';

type Arguments = {
  config: string | undefined;
  sizes: string[];
  vocabulary: number;
  set: string[];
  measured: boolean;
  json: boolean;
};

/** Subwords of Tensor2Tensor's English-German problem, `translate_ende_wmt32k`: 2^15. */
const PAPER_VOCABULARY = 32_768;

export const memoryCommand: CommandModule<object, Arguments> = {
  command: 'memory [config]',
  describe: 'Print how much each optimiser keeps from step to step, exactly, without training',
  builder: (args) =>
    args
      .positional('config', {
        type: 'string',
        coerce: (given: string | undefined) =>
          given === undefined ? undefined : yamlFile(given, 'experiment', 'optimizer', 'run'),
        describe:
          'Beside the named optimisers: an experiment, for its rows, or a YAML with an optimiser',
      })
      .option('sizes', {
        type: 'string',
        default: 'tiny,small,base,big' as unknown as string[],
        coerce: (given: string | string[]) => [given].flat().flatMap((list) => list.split(',')),
        describe:
          "Which models, with commas: tiny, small, medium, base, big, own (the configuration's), or " +
          'paths of model YAMLs',
      })
      .option('vocabulary', {
        requiresArg: true,
        coerce: wholeNumber('--vocabulary'),
        default: PAPER_VOCABULARY,
        describe: 'Number of subwords',
      })
      .option('set', {
        type: 'string',
        array: true,
        default: [] as string[],
        nargs: 1,
        describe: 'Override one value, such as model.embedding.sharing=none; may be given again',
      })
      .option('measured', { type: 'boolean', default: false, hidden: true })
      .check(({ measured }) => {
        if (!measured) return true;
        throw new UserError('memory EXPERIMENT --measured is now `sublinear report EXPERIMENT`');
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 memory table2 --sizes base', 'The rows of Table 2'),
  handler: async ({ config, sizes, vocabulary, set, json }) => {
    const { stateSizes } = await import('../../experiment/state-sizes.ts');
    const { markdownStateSizes } = await import('../../report/tables/state-sizes.ts');
    const tables = stateSizes(config, { sizes, vocabulary, overrides: set });
    console.log(json ? JSON.stringify(tables, null, 2) : markdownStateSizes(tables));
  },
};
