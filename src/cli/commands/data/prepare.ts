import { availableProcessors } from '../../../platform/processors.ts';
import { command } from '../../command.ts';
import { DATA_SET, loadLayer, SET } from '../../config-options.ts';
import { flag, whole } from '../../option.ts';

export const prepareCommand = command({
  usage: 'prepare <config>',
  describe: 'Clean and filter the text, train the vocabulary, and write token shards',
  positionals: { config: DATA_SET },
  options: {
    set: SET,
    threads: {
      ...whole('--threads', 'Threads that clean and encode; the result does not depend on them'),
      default: availableProcessors(),
      defaultDescription: 'one for each core',
    },
    replace: flag('Prepare anew, also where data prepared otherwise is there'),
    json: flag('Print the manifest as JSON'),
  },
  examples: [['$0 data prepare multi30k', 'After `data download multi30k`']],
  handler: async ({ config, set, threads, replace, json }) => {
    const { datasetOf } = await import('../../../config/dataset-config.ts');
    const { prepareDataset } = await import('../../../data/prepare/prepare.ts');
    const { prepareProgress } = await import('../../data-progress.ts');
    const { preparedReport } = await import('../../data-report.ts');
    const dataset = datasetOf(loadLayer(config, set), config);
    const observer = prepareProgress();
    const { manifest, made } = await prepareDataset(dataset, {
      threads,
      replace,
      observer,
    }).finally(observer.close);
    if (!made) console.error(`${dataset.prepared} holds this data already`);
    console.log(
      json ? JSON.stringify(manifest, null, 2) : preparedReport(dataset.prepared, manifest),
    );
  },
});
