import { command } from '../../command.ts';
import { DATA_SET, loadLayer, SET } from '../../config-options.ts';
import { flag, text } from '../../option.ts';

export const downloadCommand = command({
  usage: 'download <config>',
  describe:
    'Download the files of a data set and verify them; goes on from where an earlier call ended',
  positionals: { config: DATA_SET },
  options: {
    set: SET,
    mirror: text(
      'A folder or base URL to take the files from instead, by the path of their URL or their name; verified all the same',
    ),
    json: flag('Print the files as JSON'),
  },
  examples: [['$0 data download wmt14', "The paper's task, 1.7 GB"]],
  epilogue: 'Proxies are those of http_proxy, https_proxy and no_proxy.',
  handler: async ({ config, set, mirror, json }) => {
    const { datasetOf } = await import('../../../config/dataset-config.ts');
    const { downloadFiles } = await import('../../../data/download/download.ts');
    const { downloadProgress } = await import('../../data-progress.ts');
    const { name, input, licence } = datasetOf(loadLayer(config, set), config);
    if (input.kind === 'folder') {
      console.log(json ? '[]' : `${name} is the text in ${input.folder}; nothing to download`);
      return;
    }
    const { files, folder } = input;
    console.error(`${name}: ${Object.keys(files).length} files to ${folder}. ${licence}`);
    const observer = downloadProgress();
    await downloadFiles(files, folder, { mirror, observer }).finally(observer.close);
    const listed = Object.keys(files).map((file) => ({ file, folder }));
    console.log(
      json
        ? JSON.stringify(listed, null, 2)
        : `${name}: all files are in ${folder}, and are what they should be`,
    );
  },
});
