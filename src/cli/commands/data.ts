import { command } from '../command.ts';
import { downloadCommand } from './data/download.ts';
import { inspectCommand } from './data/inspect.ts';
import { prepareCommand } from './data/prepare.ts';

/** `sublinear data`: from a data set's files to training batches. */
export const dataCommand = command({
  usage: 'data <command>',
  describe: 'Download a data set, prepare it for training, and look at it',
  subcommands: [downloadCommand, prepareCommand, inspectCommand],
  examples: [
    ['$0 data download multi30k', 'Multi30k, 1.3 MB'],
    ['$0 data prepare multi30k', 'Clean it, train its vocabulary, write token shards'],
  ],
});
