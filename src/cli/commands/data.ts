import type { CommandModule } from 'yargs';
import { downloadCommand } from './data/download.ts';
import { inspectCommand } from './data/inspect.ts';
import { prepareCommand } from './data/prepare.ts';

/** `sublinear data`: from a data set's files to training batches. */
export const dataCommand: CommandModule = {
  command: 'data <command>',
  describe: 'Download a data set, prepare it for training, and look at it',
  builder: (args) =>
    args
      .command(downloadCommand)
      .command(prepareCommand)
      .command(inspectCommand)
      .demandCommand(1, 'No command was given')
      .strict(),
  handler: () => {},
};
