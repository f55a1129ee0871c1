import type { CommandModule } from 'yargs';
import { UserError } from '../../../errors.ts';
import { availableProcessors } from '../../../platform/processors.ts';
import { configOptions, loadLayer } from '../../config-options.ts';

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
    configOptions(args, 'A data YAML, such as configs/data/wmt14.yaml')
      .option('threads', {
        type: 'number',
        default: availableProcessors(),
        defaultDescription: 'one for each core',
        describe: 'Threads that clean and encode; the result does not depend on them',
      })
      .option('replace', {
        type: 'boolean',
        default: false,
        describe: 'Prepare anew, also where data prepared otherwise is there',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print the manifest as JSON' }),
  handler: async ({ config, set, threads, replace, json }) => {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new UserError(`--threads ${threads}: expected a whole number from 1`);
    }
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
