import type { CommandModule } from 'yargs';
import { UserError } from '../../../platform/errors.ts';
import { configOptions, loadLayer } from '../../config-options.ts';
import { wholeNumber } from '../../number-option.ts';

type Arguments = {
  config: string;
  set: string[];
  verify: boolean;
  shapes: number | undefined;
  json: boolean;
};

export const inspectCommand: CommandModule<object, Arguments> = {
  command: 'inspect <config>',
  describe: 'Show what a prepared data set is made of, and how well its batches are filled',
  builder: (args) =>
    configOptions(args, 'data', 'A data set: a name, such as wmt14, or a YAML')
      .option('verify', {
        type: 'boolean',
        default: false,
        describe: 'Read every shard and compare its checksum with the manifest',
      })
      .option('shapes', {
        requiresArg: true,
        coerce: wholeNumber('--shapes'),
        describe: 'Also find the data.batching.lengths, this many, that leave the least padding',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 data inspect multi30k --shapes 4', 'And which four row lengths pad least'),
  handler: async ({ config, set, verify, shapes, json }) => {
    const { runLayer } = await import('../../../config/dataset-config.ts');
    const { runConfigParts } = await import('../../../config/run-config.ts');
    const { validate } = await import('../../../config/validate.ts');
    const { inspectPrepared } = await import('../../../data/shards/inspect.ts');
    const { inspectionReport } = await import('../../data-report.ts');
    const schema = runConfigParts.pick({ data: true });
    const { data } = validate(schema, runLayer(loadLayer(config, set)), config);
    if (data.corpus.kind !== 'shards') {
      throw new UserError(
        `${config}: data.corpus.kind is ${data.corpus.kind}; only prepared data (shards) can be inspected`,
      );
    }
    const inspection = await inspectPrepared(data.corpus.folder, data.batching, { verify, shapes });
    console.log(json ? JSON.stringify(inspection, null, 2) : inspectionReport(inspection));
  },
};
