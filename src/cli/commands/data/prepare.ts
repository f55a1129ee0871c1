import type { CommandModule } from 'yargs';
import { availableProcessors } from '../../../platform/processors.ts';
import { configOptions, loadLayer } from '../../config-options.ts';
import { wholeNumber } from '../../number-option.ts';

type Arguments = {
  config: string;
  set: string[];
  threads: number;
  replace: boolean;
  json: boolean;
};

export const prepareCommand: CommandModule<object, Arguments> = {
  command: 'prepare <config>',
  describe: 'Clean and filter the text, train the vocabulary, and write token shards',
  builder: (args) =>
    configOptions(args, 'data', 'A data set: a name, such as wmt14, or a YAML')
      .option('threads', {
        requiresArg: true,
        coerce: wholeNumber('--threads'),
        default: availableProcessors(),
        defaultDescription: 'one for each core',
        describe: 'Threads that clean and encode; the result does not depend on them',
      })
      .option('replace', {
        type: 'boolean',
        default: false,
        describe: 'Prepare anew, also where data prepared otherwise is there',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print the manifest as JSON' })
      .example('$0 data prepare multi30k', 'After `data download multi30k`'),
  handler: async ({ config, set, threads, replace, json }) => {
    const { datasetOf } = await import('../../../config/dataset-config.ts');
    const { prepareDataset } = await import('../../../data/prepare/prepare.ts');
    const { prepareProgress } = await import('../../data-progress.ts');
    const { preparedReport } = await import('../../data-report.ts');
    const dataset = datasetOf(loadLayer(config, set), config);
    const observer = prepareProgress();
    const { manifest, made } = await prepareDataset(dataset, { threads, replace, observer });
    if (!made) console.error(`${dataset.prepared} holds this data already`);
    console.log(
      json ? JSON.stringify(manifest, null, 2) : preparedReport(dataset.prepared, manifest),
    );
  },
};
