import { UserError } from '../../../platform/errors.ts';
import { command } from '../../command.ts';
import { DATA_SET, loadLayer, SET } from '../../config-options.ts';
import { flag, whole } from '../../option.ts';

export const inspectCommand = command({
  usage: 'inspect <config>',
  describe: 'Show what a prepared data set is made of, and how well its batches are filled',
  positionals: { config: DATA_SET },
  options: {
    set: SET,
    verify: flag('Read every shard and compare its checksum with the manifest'),
    shapes: whole('--shapes', 'Also find this many data.batching.lengths with the least padding'),
    json: flag('Print JSON'),
  },
  examples: [['$0 data inspect multi30k --shapes 4', 'Also the best four row lengths']],
  handler: async ({ config, set, verify, shapes, json }) => {
    const { dataOf } = await import('../../../config/dataset-config.ts');
    const { inspectPrepared } = await import('../../../data/shards/inspect.ts');
    const { inspectionReport } = await import('../../data-report.ts');
    const { corpus, batching } = dataOf(loadLayer(config, set), config);
    if (corpus.kind !== 'shards') {
      throw new UserError(
        `${config}: data.corpus.kind is ${corpus.kind}; only prepared data (shards) can be inspected`,
      );
    }
    const inspection = await inspectPrepared(corpus.folder, batching, { verify, shapes });
    console.log(json ? JSON.stringify(inspection, null, 2) : inspectionReport(inspection));
  },
});
