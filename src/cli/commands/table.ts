import { command } from '../command.ts';
import { EXPERIMENT } from '../config-options.ts';
import { formattedTable, printOrWrite, REPORT } from '../report-options.ts';

export const tableCommand = command({
  usage: 'table <config>',
  describe: "Print an experiment's table: the paper's numbers beside ours, and what they show",
  positionals: { config: EXPERIMENT },
  options: REPORT,
  examples: [['$0 table table2 --only A,B,O', 'Some rows of Table 2']],
  handler: async (args) => printOrWrite(await formattedTable(args.config, args), args.out),
});
