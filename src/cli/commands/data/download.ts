import type { CommandModule } from 'yargs';
import { configOptions, loadLayer } from '../../config-options.ts';

type Arguments = { config: string; set: string[]; mirror: string | undefined; json: boolean };

export const downloadCommand: CommandModule<object, Arguments> = {
  command: 'download <config>',
  describe:
    'Download the files of a data set and verify them; goes on from where an earlier call ended',
  builder: (args) =>
    configOptions(args, 'data', 'A data set: a name, such as wmt14, or a YAML')
      .option('mirror', {
        type: 'string',
        requiresArg: true,
        describe:
          'A folder or base URL to take the files from instead, by the path of their URL or their name; verified all the same',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print the files as JSON' })
      .example('$0 data download wmt14', "The paper's task, 1.7 GB")
      .epilogue('Proxies are those of http_proxy, https_proxy and no_proxy.'),
  handler: async ({ config, set, mirror, json }) => {
    const { datasetOf } = await import('../../../config/dataset-config.ts');
    const { downloadFiles } = await import('../../../data/download/download.ts');
    const { downloadProgress } = await import('../../data-progress.ts');
    const { name, input, licence } = datasetOf(loadLayer(config, set), config);
    if (input.kind === 'folder') {
      console.log(json ? '[]' : `${name} is the text in ${input.folder}; nothing to download`);
      return;
    }
    console.error(
      `${name}: ${Object.keys(input.files).length} files to ${input.folder}. ${licence}`,
    );
    await downloadFiles(input.files, input.folder, { mirror, observer: downloadProgress() });
    const files = Object.keys(input.files).map((file) => ({ file, folder: input.folder }));
    console.log(
      json
        ? JSON.stringify(files, null, 2)
        : `${name}: all files are in ${input.folder}, and are what they should be`,
    );
  },
};
