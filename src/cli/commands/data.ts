import type { CommandModule } from 'yargs';
import { type Command, command } from '../command.ts';
import { downloadCommand } from './data/download.ts';
import { inspectCommand } from './data/inspect.ts';
import { prepareCommand } from './data/prepare.ts';

export const DATA_COMMANDS: readonly Command[] = [
  command(downloadCommand),
  command(prepareCommand),
  command(inspectCommand),
];

/** `sublinear data`: from a data set's files to training batches. */
export const dataCommand: CommandModule = {
  command: 'data <command>',
  describe: 'Download a data set, prepare it for training, and look at it',
  builder: (args) => {
    for (const each of DATA_COMMANDS) each.addTo(args);
    return args
      .demandCommand(1)
      .strict()
      .example('$0 data download multi30k', 'Multi30k, 1.3 MB')
      .example('$0 data prepare multi30k', 'Clean it, train its vocabulary, write token shards');
  },
  handler: () => {},
};
